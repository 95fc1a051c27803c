// Who is meant to have a row: as declared, or else as the table says whose its rows are.
// What is not declared is meant for its owner alone, except where a table belongs to nobody.
import type { Audience, Writers } from "../../config/policy-config.ts";
import type { AnalysedRelation, DatabaseAnalysis, Verb } from "../analysis/database-analysis.ts";
import { isOwned } from "../analysis/ownership.ts";
import type { Actor, Person, WorldId } from "./cast.ts";

/** How wide the circle is that shares a table's rows: single users, a world, or everyone. */
export type Sharing = "user" | "world" | "none";

export function sharingOf(relation: AnalysedRelation, database: DatabaseAnalysis): Sharing {
  return sharing(relation, { database, seen: new Set() });
}

interface Walk {
  readonly database: DatabaseAnalysis;
  readonly seen: Set<string>;
}

function sharing(relation: AnalysedRelation, walk: Walk): Sharing {
  if (walk.seen.has(relation.oid) || !isOwned(relation.ownership)) return "none";
  walk.seen.add(relation.oid);
  const { columns, parents } = relation.ownership;
  if (columns.some((owner) => owner.kind !== "user")) return "world";
  const above = parents.map((key) => {
    const parent = walk.database.relations.find((one) => one.oid === key.target);
    return parent === undefined ? "none" : sharing(parent, walk);
  });
  if (above.includes("world")) return "world";
  return columns.length > 0 || above.includes("user") ? "user" : "none";
}

/** A row as far as intent goes: whose it is, in which world, and whether it says itself that all may see it. */
export interface Belonging {
  readonly world: WorldId;
  readonly person: Person | null;
  readonly published: boolean;
}

export interface Expectation {
  /** Whether this actor is meant to do this with a row of this belonging. */
  allows(actor: Actor, verb: Verb, row: Belonging): boolean;
}

export function expectationOf(relation: AnalysedRelation, database: DatabaseAnalysis): Expectation {
  const shared = sharingOf(relation, database);
  const { intent } = relation;
  const audience = (verb: Verb): Audience | Writers => {
    if (intent !== undefined) return verb === "select" ? intent.read : intent.write;
    if (shared !== "none") return "owner";
    // Nobody's table: reading and adding may be meant, changing what is there is the server's.
    return verb === "select" || verb === "insert" ? "public" : "nobody";
  };
  return {
    allows(actor, verb, row) {
      if (verb === "select" && row.published) return true;
      return isAmong(actor, audience(verb), { row, shared });
    },
  };
}

interface Circle {
  readonly row: Belonging;
  readonly shared: Sharing;
}

function isAmong(actor: Actor, audience: Audience | Writers, { row, shared }: Circle): boolean {
  const { person } = actor;
  const inWorld = person !== null && person.world === row.world;
  switch (audience) {
    case "public":
      return true;
    case "nobody":
      return false;
    case "authenticated":
      return person !== null;
    case "user":
      return person !== null && person === row.person;
    case "organization":
      return inWorld;
    case "owner":
      return shared === "user" ? person !== null && person === row.person : inWorld;
    default: {
      const role = audience.replace(/^role:(org:)?/, "");
      return inWorld && (actor.organizationRole ?? person.role) === role;
    }
  }
}
