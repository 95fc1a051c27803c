// Reads a token from standard input, so that it stands neither in the shell's history nor in the list of processes.
// What is read is always taken for a token: it is never looked up as a name, and never shown.
import { createInterface } from "node:readline";
import { rowlockError } from "../errors/registry.ts";

export interface ReadTokenOptions {
  readonly signal: AbortSignal;
}

/** The first line that has something in it, without `Bearer` before it. @throws USAGE */
export async function readToken(
  input: NodeJS.ReadableStream,
  { signal }: ReadTokenOptions,
): Promise<string> {
  const lines = createInterface({ input, signal });
  try {
    for await (const line of lines) {
      const token = line.replace(/^\s*bearer\s/i, "").trim();
      if (token !== "") return token;
    }
  } finally {
    lines.close();
  }
  throw rowlockError("USAGE", {
    message: "Standard input gave no token",
    hint: "Pipe one in, such as: rowlock explain /tasks --as - < token.txt",
  });
}
