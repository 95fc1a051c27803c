// The form of a policy while it is filled in, and the change that it stands for.
import type { ChangeInput, Policy, PolicyCommand } from "../../api/wire.ts";

export interface PolicyDraft {
  readonly name: string;
  /** `schema.table` */
  readonly table: string;
  readonly permissive: boolean;
  readonly command: PolicyCommand;
  readonly roles: readonly string[];
  readonly using: string;
  readonly check: string;
}

export function newPolicy(table: string): PolicyDraft {
  return { name: "", table, permissive: true, command: "select", roles: [], using: "", check: "" };
}

export function draftOf(policy: Policy): PolicyDraft {
  return {
    name: policy.name,
    table: `${policy.schema}.${policy.table}`,
    permissive: policy.permissive,
    command: policy.command,
    roles: policy.roles.filter((role) => role !== "public"),
    using: policy.using ?? "",
    check: policy.check ?? "",
  };
}

/** An insert has no rows to choose from, so only its new rows are checked. */
export function takesUsing(command: PolicyCommand): boolean {
  return command !== "insert";
}

/** Only what leaves a row behind can be checked. */
export function takesCheck(command: PolicyCommand): boolean {
  return command !== "select" && command !== "delete";
}

/** Splits `schema.table` at its first dot. */
export function tableName(key: string): { readonly schema: string; readonly table: string } {
  const at = key.indexOf(".");
  return { schema: key.slice(0, at), table: key.slice(at + 1) };
}

export function changeOf(draft: PolicyDraft, replaces: string | undefined): ChangeInput {
  const policy = {
    ...tableName(draft.table),
    name: draft.name,
    permissive: draft.permissive,
    command: draft.command,
    roles: [...draft.roles],
    ...(takesUsing(draft.command) ? { using: draft.using } : {}),
    ...(takesCheck(draft.command) ? { check: draft.check } : {}),
  };
  return replaces === undefined
    ? { kind: "create-policy", ...policy }
    : { kind: "replace-policy", ...policy, replaces };
}
