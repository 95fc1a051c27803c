import { expect, test } from "vitest";
import { refusalOf } from "./judgement.ts";

const WORDS = "new row violates row-level security policy";

test.each([
  ["ExecWithCheckOptions", "la nouvelle ligne viole la politique", "policy"],
  ["aclcheck_error", "droit refusé pour la table tasks", "grant"],
  ["nextval_internal", "permission denied for sequence tasks_id_seq", "grant"],
  ["exec_stmt_raise", WORDS, "function"],
])("refusalOf() tells who refused by %s, not by its words", (routine, message, by) => {
  const answer = { status: 403, code: "42501", routine, message, body: null, total: null };
  expect(refusalOf(answer)).toEqual({ kind: "denied", by });
});

test("refusalOf() calls a refusal unknown of which nothing but the words is known", () => {
  const answer = { status: 403, code: "42501", routine: null, message: WORDS, body: null };
  expect(refusalOf({ ...answer, total: null })).toMatchObject({ kind: "unknown" });
});
