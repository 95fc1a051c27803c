// Whether a bucket takes a file of this type: one of its list, which may name a whole family (`image/*`).
import { failure } from "../errors.ts";

/** @throws StorageError InvalidMimeType */
export function requireAllowedType(type: string, allowed: readonly string[] | null): void {
  if (allowed === null || allowed.length === 0) return;
  const [family, kind] = type.split("/");
  const fits = allowed.some((pattern) => {
    const [allowedFamily, allowedKind] = pattern.split("/");
    return (
      pattern === "*" || (allowedFamily === family && (allowedKind === "*" || allowedKind === kind))
    );
  });
  if (!fits || kind === undefined) throw failure("mimeType", `mime type ${type} is not supported`);
}
