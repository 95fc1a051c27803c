// The topics that policies of private channels may be made to accept: the texts that they compare with, before and after
// the ids of whom a topic may belong to. Which of them are accepted is found out by asking.
import type { MessagePolicies } from "../../analysis/message-policies.ts";
import { isOwned } from "../../analysis/ownership.ts";
import {
  type Expression,
  type TableReference,
  tablesIn,
  tablesOf,
  walk,
  walkQuery,
} from "../../expression/expression.ts";
import { readRoutineBody } from "../../expression/routine-body.ts";
import type { AttemptContext } from "../attempts/attempt.ts";
import type { World } from "../cast.ts";

/** A topic is what stands before an id, the id, and what stands behind it. */
export interface TopicForm {
  readonly before: string;
  readonly after: string;
}

export interface TopicId {
  readonly world: World;
  readonly value: string;
  /** Such as "the user's id" or "teams.id": ids of one kind are tried in the same forms. */
  readonly kind: string;
}

export interface TopicParts {
  readonly forms: readonly TopicForm[];
  readonly ids: readonly TopicId[];
  /** Topics by their whole names, which belong to nobody. */
  readonly named: readonly string[];
}

export function topicOf({ before, after }: TopicForm, { value }: Pick<TopicId, "value">): string {
  return `${before}${value}${after}`;
}

const MOST_CONSTANTS = 8;

export function topicParts(policies: MessagePolicies, context: AttemptContext): TopicParts {
  const expressions = policies.guards.flatMap(({ using, check }) =>
    [...new Set([using, check])].flatMap((guard) => (guard?.understood ? [guard.expression] : [])),
  );
  const { constants, tables } = ingredientsOf(expressions, context);
  const texts = [...new Set(constants)].filter((text) => !KINDS.has(text)).slice(0, MOST_CONSTANTS);
  const bare = [...new Set(texts.flatMap(plain))];
  // A separator alone has something on its other side.
  const sides = ["", ...bare, ...bare.filter(isSeparator).map((one) => `made${one}`)];
  const ends = ["", ...bare, ...bare.filter(isSeparator).map((one) => `${one}made`)];
  return {
    forms: sides.flatMap((before) => ends.map((after) => ({ before, after }))),
    ids: [...idsOfWorlds(context), ...idsOfRows(tables, context)],
    named: bare,
  };
}

/** What the column `extension` holds. */
const KINDS = new Set([
  "broadcast",
  "presence",
  "sub",
  "role",
  "authenticated",
  "o",
  "id",
  "org_id",
  "postgres_changes",
]);

/** Without what makes a text a pattern of LIKE or of a regular expression. */
function plain(text: string): readonly string[] {
  const bare = text
    .replace(/^\^/, "")
    .replace(/(?:\.[*+]|[%_$*])+$/, "")
    .replace(/^%+/, "");
  return bare === "" ? [] : [bare];
}

function isSeparator(text: string): boolean {
  return text.length <= 2 && !/\w/.test(text);
}

interface Found {
  readonly constants: readonly string[];
  readonly tables: readonly TableReference[];
}

/** Also in the bodies of the functions that they call. */
function ingredientsOf(
  expressions: readonly Expression[],
  { database: { context } }: AttemptContext,
): Found {
  const constants: string[] = [];
  const tables: TableReference[] = expressions.flatMap((one) => [...tablesIn(one)]);
  const nodes = expressions.flatMap((one) => [...walk(one)]);
  const seen = new Set<string>();
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (node.kind === "constant" && typeof node.value === "string") constants.push(node.value);
    if (node.kind !== "call" || seen.has(node.name.join("."))) continue;
    seen.add(node.name.join("."));
    const routine = context.findRoutine(node.name, node.args.length);
    const body = routine && readRoutineBody(routine, context.parser);
    if (!body?.ok) continue;
    nodes.push(...walkQuery(body.value));
    tables.push(...tablesOf(body.value));
  }
  return { constants: constants.reverse(), tables };
}

function idsOfWorlds({ planner: { cast } }: AttemptContext): readonly TopicId[] {
  return cast.worlds.flatMap((world) => {
    const { organization, people } = world;
    return [
      ...people.map(({ userId }) => ({ world, value: userId, kind: "user" })),
      ...(organization === null
        ? []
        : [
            { world, value: organization.id, kind: "organization" },
            { world, value: organization.slug, kind: "slug" },
          ]),
    ];
  });
}

/** Values of rows that belong to one world and to no other. */
function idsOfRows(
  tables: readonly TableReference[],
  { database, made, planner: { cast } }: AttemptContext,
): readonly TopicId[] {
  const relations = new Set(tables.flatMap((table) => database.context.findRelation(table) ?? []));
  const analysed = database.relations.filter((one) =>
    [...relations].some(({ oid }) => oid === one.oid),
  );
  const ids = analysed
    .filter(({ ownership }) => isOwned(ownership))
    .flatMap((relation) => {
      const keys = relation.constraints.flatMap((one) => (one.kind === "check" ? [] : one.columns));
      const columns = [...new Set([...keys, ...relation.columns.map(({ name }) => name)])];
      return made.of(relation).flatMap((row) => {
        const world = cast.worldOf(row.world.id);
        if (row.published || world.people.length === 0) return [];
        return columns.flatMap((column): TopicId[] => {
          const value = row.stored[column];
          const isId = (typeof value === "string" && value !== "") || typeof value === "number";
          return isId ? [{ world, value: String(value), kind: `${relation.name}.${column}` }] : [];
        });
      });
    });
  const worldsOf = new Map<string, Set<World>>();
  for (const { kind, value, world } of ids) {
    const key = JSON.stringify([kind, value]);
    worldsOf.set(key, (worldsOf.get(key) ?? new Set()).add(world));
  }
  const seen = new Set<string>();
  return ids.filter(({ kind, value }) => {
    const key = JSON.stringify([kind, value]);
    if (seen.has(key) || worldsOf.get(key)?.size !== 1) return false;
    seen.add(key);
    return true;
  });
}
