// What a role may not touch of what an expression calls and reads: functions, tables, and the schemas that bodies of
// functions name. Inside of a function with its owner's rights nothing is lacking.
import type { RoutineFacts } from "../../../catalog/parts/routines.ts";
import type { GuardedRelation, SecurityModel } from "../../../catalog/security-model.ts";
import { compile, type Sql, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import {
  type Expression,
  type Query,
  tablesIn,
  tablesOf,
  walk,
  walkQuery,
} from "../../expression/expression.ts";
import { readRoutineBody } from "../../expression/routine-body.ts";
import type { GuardContext } from "../../expression/scope.ts";
import type { GrantReport } from "../reports.ts";

export interface LackingOptions {
  readonly model: SecurityModel;
  readonly context: GuardContext;
  readonly role: string;
}

export function lackingFor(
  expression: Expression,
  options: LackingOptions,
): readonly GrantReport[] {
  const search: Search = { ...options, found: new Map(), seen: new Set() };
  visit({ expressions: walk(expression), tables: tablesIn(expression) }, search);
  return [...search.found.values()];
}

interface Search extends LackingOptions {
  readonly found: Map<string, GrantReport>;
  readonly seen: Set<RoutineFacts>;
}

interface Parts {
  readonly expressions: Iterable<Expression>;
  readonly tables: Iterable<Query["tables"][number]>;
}

function visit({ expressions, tables }: Parts, search: Search): void {
  for (const table of tables) {
    const relation = search.context.findRelation(table);
    if (relation !== undefined) lookAtRelation(relation, search);
  }
  for (const one of expressions) {
    if (one.kind !== "call") continue;
    const routine = search.context.findRoutine(one.name, one.args.length);
    if (routine !== undefined) lookAtRoutine(routine, search);
  }
}

function lookAtRelation(relation: GuardedRelation, { role, found }: Search): void {
  const { schema, name, privileges } = relation;
  const held = privileges.find((one) => one.role === role);
  const reads =
    held?.table.includes("SELECT") === true ||
    held?.columns.some((column) => column.privileges.includes("SELECT")) === true;
  if (reads) return;
  add(found, {
    privilege: "select",
    object: `table ${schema}.${name}`,
    fix: grant(sql`select on table ${readableName(schema, name)}`, role),
  });
}

function lookAtRoutine(routine: RoutineFacts, search: Search): void {
  if (search.seen.has(routine)) return;
  search.seen.add(routine);
  const { schema, name, identityArguments, executableBy } = routine;
  const { role, found, context } = search;
  if (!executableBy.includes(role)) {
    const signature = sql`${readableName(schema, name)}(${trusted(identityArguments)})`;
    add(found, {
      privilege: "execute",
      object: `function ${schema}.${name}(${identityArguments})`,
      fix: grant(sql`execute on function ${signature}`, role),
    });
    return;
  }
  if (routine.securityDefiner) return;
  const body = readRoutineBody(routine, context.parser);
  if (!body.ok) return;
  lookAtSchemas(body.value, search);
  visit({ expressions: walkQuery(body.value), tables: tablesOf(body.value) }, search);
}

/** A body is text, whose names are looked up when it runs; what a policy itself names was looked up when it was made. */
function lookAtSchemas(body: Query, { model, role, found }: Search): void {
  const named = [
    ...[...tablesOf(body)].map(({ schema }) => schema),
    ...[...walkQuery(body)].map((one) => (one.kind === "call" ? (one.name.at(-2) ?? null) : null)),
  ];
  for (const { name, usableBy } of model.schemas) {
    if (!named.includes(name) || usableBy.includes(role)) continue;
    add(found, {
      privilege: "usage",
      object: `schema ${name}`,
      fix: grant(sql`usage on schema ${readableName(name)}`, role),
    });
  }
}

function add(
  found: Map<string, GrantReport>,
  lacking: Pick<GrantReport, "privilege" | "object" | "fix">,
): void {
  found.set(`${lacking.privilege} ${lacking.object}`, { ...lacking, columns: [], held: false });
}

function grant(what: Sql, role: string): string {
  return `${compile(sql`grant ${what} to ${readableName(role)}`).text};`;
}
