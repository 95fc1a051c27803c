// Who refuses with SQLSTATE 42501, by the function of PostgreSQL's source that raised it: its words may be anybody's, in
// any language.

interface Raised {
  readonly code: string | null;
  readonly routine: string | null;
}

export const INSUFFICIENT_PRIVILEGE = "42501";

/** Sequences look at their grants themselves; for all else there is one function. */
const SEQUENCE_ROUTINES: ReadonlySet<string> = new Set([
  "nextval_internal",
  "currval_oid",
  "lastval",
  "do_setval",
]);

/** `code` is what the database's own functions and triggers raise. Undefined: nothing is known of it. */
export function privilegeRefuser({
  code,
  routine,
}: Raised): "grant" | "policy" | "code" | undefined {
  if (code !== INSUFFICIENT_PRIVILEGE || routine === null) return undefined;
  if (routine === "ExecWithCheckOptions") return "policy";
  if (routine.startsWith("aclcheck_error") || SEQUENCE_ROUTINES.has(routine)) return "grant";
  return "code";
}
