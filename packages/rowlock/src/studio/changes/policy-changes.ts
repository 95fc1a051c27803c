// Forms of Authentication > Policies as SQL.
// Guarantee: a clause that PostgreSQL does not take for a command (USING for an insert) is refused by its field.
import { join, type Sql, sql, trusted } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { formError } from "../studio-error.ts";
import { type ChangeOf, POLICY_COMMANDS, type PolicyCommand } from "../wire/change.ts";
import type { PersonSql } from "./person-sql.ts";

type PolicyChange = ChangeOf<"create-policy"> | ChangeOf<"replace-policy">;

export function createPolicy(change: PolicyChange, person: PersonSql): readonly Sql[] {
  const { using, check } = requireClauses(change);
  const lines: Sql[] = [
    sql`create policy ${readableName(change.name)} on ${readableName(change.schema, change.table)}`,
    ...(change.permissive ? [] : [trusted("as restrictive")]),
    sql`for ${commandWord(change.command)}`,
    sql`to ${roleList(change.roles)}`,
    ...(using ? [sql`using ${person.parenthesized(using, "using")}`] : []),
    ...(check ? [sql`with check ${person.parenthesized(check, "check")}`] : []),
  ];
  return [join(lines, "\n  ")];
}

/** Drops and makes anew: a policy's command can't be altered, and one transaction holds both. */
export function replacePolicy(
  change: ChangeOf<"replace-policy">,
  person: PersonSql,
): readonly Sql[] {
  const { schema, table, replaces } = change;
  return [
    ...dropPolicy({ kind: "drop-policy", schema, table, name: replaces }),
    ...createPolicy(change, person),
  ];
}

export function dropPolicy({ schema, table, name }: ChangeOf<"drop-policy">): readonly Sql[] {
  return [sql`drop policy ${readableName(name)} on ${readableName(schema, table)}`];
}

function requireClauses(change: PolicyChange): { using: string; check: string } {
  const using = change.using ?? "";
  const check = change.check ?? "";
  const takesUsing = change.command !== "insert";
  const takesCheck = change.command !== "select" && change.command !== "delete";
  if (!takesUsing && using) {
    throw formError("using", "An INSERT policy has no USING: new rows are held against WITH CHECK");
  }
  if (!takesCheck && check) {
    throw formError("check", `A ${change.command.toUpperCase()} policy has no WITH CHECK`);
  }
  if (takesUsing && !using && !check) throw formError("using", "An SQL expression is needed");
  if (!takesUsing && !check) throw formError("check", "An SQL expression is needed");
  return { using, check };
}

function commandWord(command: PolicyCommand): Sql {
  return trusted(POLICY_COMMANDS.find((known) => known === command) ?? "all");
}

function roleList(roles: readonly string[]): Sql {
  const named = roles.filter((role) => role !== "public");
  return named.length === 0 ? trusted("public") : join(named.map((role) => readableName(role)));
}
