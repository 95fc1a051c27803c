// An error as it may stand in a log: the code and words of Rowlock's own, and of any other only its place in the code,
// because its message may quote a value.
import { RowlockError } from "../../errors/rowlock-error.ts";

export type DescribedError =
  | { readonly code: string; readonly message: string }
  | { readonly name: string; readonly stack: readonly string[] };

export function describeError(error: unknown): DescribedError {
  if (error instanceof RowlockError) return { code: error.code, message: error.message };
  if (!(error instanceof Error)) return { name: typeof error, stack: [] };
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  return { name: error.name, stack: frames.map((line) => line.trim()) };
}
