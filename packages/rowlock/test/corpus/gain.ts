// What a mutant lets through beyond its schema, worked out without the prover: whose are the rows that were not to be had
// before?
import type { AnalysedRelation } from "../../src/policy/analysis/database-analysis.ts";
import { isGroup, isOwned } from "../../src/policy/analysis/ownership.ts";
import { CLERK_CAST } from "../../src/policy/prove/cast.ts";
import type { SqlClient } from "../../src/sql/sql-client.ts";
import type { JsonObject } from "../../src/tokens/verified-token.ts";
import { type Decision, decisionsOf } from "./decisions.ts";
import { rowDomainOf } from "./row-domain.ts";

/**
 * What a mutant lets through beyond its schema. `nothing`: it decides the same of every row, or less. `own`: more, but
 * only with rows that are the caller's own, in a table whose owners are meant to do everything. `undeclared`: it reads or
 * adds to a table that belongs to nobody, or reads rows that were shown to everybody signed in, and nothing is declared:
 * there is no isolation of people to break.
 */
export type Gain = "nothing" | "own" | "undeclared" | "others";

/** A table as it is before the mutation. */
export interface SoundTable {
  readonly sound: AnalysedRelation;
  /** Columns that policies of other tables ask about the caller's own row: who sets one is somebody else to them. */
  readonly trusted: readonly string[];
}

/** Whether a text has a word. */
export function names(text: string, word: string): boolean {
  return new RegExp(`(^|\\W)${word}(\\W|$)`).test(text);
}

export async function gainOf(
  client: SqlClient,
  { sound, trusted, mutated }: SoundTable & { readonly mutated: AnalysedRelation },
): Promise<Gain> {
  const texts = [sound, mutated].flatMap(({ policies }) =>
    policies.map(({ using, check }) => `${using} ${check}`),
  );
  const mentioned = sound.columns
    .map((column) => column.name)
    .filter((name) => texts.some((text) => names(text, name)));
  const domain = await rowDomainOf(client, sound, new Set(mentioned));
  const before = await decisionsOf(client, sound, domain);
  const after = await decisionsOf(client, mutated, domain);
  const more = [...after].flatMap(([key, decision]) => (before.has(key) ? [] : [decision]));
  // A group that is founded is nobody's yet, and one that is there can't be founded again.
  const gained = isGroup(sound) ? more.filter(({ verb }) => verb !== "insert") : more;
  if (gained.length === 0) return "nothing";
  const known: Known = {
    trusted,
    shown: new Set(
      [...before.values()].flatMap((one) => (one.verb === "select" ? rowKey(one, one.before) : [])),
    ),
    set: new Set([...before.values()].flatMap((one) => settings(one, trusted))),
  };
  const rest = gained.filter((decision) => !isOwn(decision, sound, known));
  if (rest.length === 0) return "own";
  return rest.every((decision) => isUndeclared(decision, sound, known)) ? "undeclared" : "others";
}

/** What the sound schema lets each caller do. */
interface Known {
  readonly trusted: readonly string[];
  /** The rows that it shows them: of a table of groups, those of their own groups. */
  readonly shown: ReadonlySet<string>;
  /** What it lets them set a trusted column to. */
  readonly set: ReadonlySet<string>;
}

/** The values to which a decision sets columns that are trusted. */
function settings(
  { actor, verb, before, after }: Decision,
  trusted: readonly string[],
): readonly string[] {
  if (verb !== "insert" && verb !== "update") return [];
  return trusted
    .filter((column) => verb === "insert" || before[column] !== after[column])
    .map((column) => `${actor.name} ${column} ${JSON.stringify(after[column])}`);
}

function rowKey({ actor }: Decision, row: JsonObject): string {
  return `${actor.name} ${JSON.stringify(row)}`;
}

function isOwn(
  decision: Decision,
  { ownership, intent, constraints }: AnalysedRelation,
  { shown, set, trusted }: Known,
): boolean {
  const { actor, verb, before, after } = decision;
  const users = new Set(ownership.columns.map((owner) => owner.column));
  const isMembership = constraints.some(
    (one) =>
      one.kind === "primary" &&
      one.columns.length > 1 &&
      one.columns.some((name) => users.has(name)),
  );
  const { person } = actor;
  const meant = (verb === "select" ? intent?.read : intent?.write) ?? "owner";
  if (person === null || !["owner", "user"].includes(meant) || ownership.columns.length === 0) {
    return false;
  }
  if (settings(decision, trusted).some((setting) => !set.has(setting))) return false;
  // Who writes a membership of their own gets at the group's rows.
  if (verb !== "select" && isMembership) return false;
  return ownership.columns.every(({ column, kind }) => {
    if (kind === "group" && (intent?.read ?? "owner") === "owner") {
      return shown.has(rowKey(decision, before)) && shown.has(rowKey(decision, after));
    }
    const organization = person.organization?.id;
    const own = {
      user: person.userId,
      organization,
      either: organization ?? person.userId,
      group: undefined,
      // Their tokens are none of this cast's: such schemas are not weakened.
      tenant: undefined,
    }[kind];
    return own !== undefined && before[column] === own && after[column] === own;
  });
}

function isUndeclared(
  decision: Decision,
  { ownership, intent }: AnalysedRelation,
  { shown }: Known,
): boolean {
  const { verb, before } = decision;
  if (intent !== undefined) return false;
  if (!isOwned(ownership)) return verb === "select" || verb === "insert";
  const people = CLERK_CAST.actors.filter((actor) => actor.person !== null);
  return (
    verb === "select" && people.every((actor) => shown.has(rowKey({ ...decision, actor }, before)))
  );
}
