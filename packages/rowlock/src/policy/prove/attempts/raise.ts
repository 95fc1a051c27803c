// Raising oneself: setting in one's own row what policies and functions ask to tell a privileged person, such as a role
// or a flag; or adding a row of one's own that has it.
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { Actor } from "../cast.ts";
import { passedPolicies } from "../judgement.ts";
import { columnOf, type TableShape } from "../rows/table-shape.ts";
import type { Subject } from "../subject.ts";
import { type Attempt, type AttemptContext, TRIED } from "./attempt.ts";
import { changeOf, outcomeOf } from "./change.ts";
import { columnsFor, pathOf, profileOf } from "./columns.ts";
import { ownRow, writable } from "./insert.ts";

export function raiseAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const privileged = privilegedValues(context.planner.shape(relation));
  const names = Object.keys(privileged);
  if (actor.person === null || names.length === 0) return [];
  const changes = subject.rows
    .filter((row) => row.person === actor.person && row.key !== null)
    .slice(0, 1)
    .flatMap((row) => {
      const mayName = new Set(columnsFor(relation, actor, "UPDATE").map((one) => one.name));
      return names
        .filter((name) => mayName.has(name) && row.stored[name] !== privileged[name])
        .flatMap((name) => {
          const body = { [name]: privileged[name] ?? null };
          return changeOf([row], { verb: "raise oneself", subject, actor, context, body }).map(
            (attempt): Attempt => ({
              ...attempt,
              judge: (answer) => {
                const done = outcomeOf(answer);
                if (done.kind !== "allowed") return done;
                return { kind: "leak", what: raised(name, privileged[name] ?? null), rows: [row] };
              },
            }),
          );
        });
    });
  return [...changes, ...added(subject, { actor, context, privileged })];
}

/** Where nobody has a row of their own, since standing in the list is the privilege. */
function added(
  subject: Subject,
  {
    actor,
    context,
    privileged,
  }: { readonly actor: Actor; readonly context: AttemptContext; readonly privileged: JsonObject },
): readonly Attempt[] {
  const { relation } = subject;
  const own = ownRow(relation, actor, context);
  if (own === undefined || context.planner.shape(relation).kind === "memberships") return [];
  const [name] = Object.keys(privileged);
  return [
    {
      verb: "raise oneself",
      actor,
      request: {
        method: "POST",
        path: pathOf(relation),
        prefer: TRIED,
        body: writable(relation, { ...own.values, ...privileged }, actor),
        ...profileOf(relation, context.database),
      },
      judge: (answer) => {
        if (!passedPolicies(answer)) return outcomeOf(answer);
        const what = `adds a row of their own with ${raised(name ?? "", privileged[name ?? ""] ?? null)}`;
        return { kind: "leak", what, rows: [] };
      },
    },
  ];
}

function raised(name: string, value: JsonValue): string {
  return `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}, which policies trust`;
}

/** By column: what makes a person privileged, where policies ask the table who the caller is. */
function privilegedValues(shape: TableShape): Readonly<Record<string, JsonValue>> {
  const { relation, privileges = [], role, kind } = shape;
  const values: Record<string, JsonValue> = {};
  const columns =
    kind === "memberships" && role !== undefined ? [...privileges, role.column] : privileges;
  for (const name of columns) {
    if (columnOf(relation, name)?.baseType === "boolean") values[name] = true;
    else if (role?.column === name && role.admin !== role.member) values[name] = role.admin;
  }
  return values;
}
