// Who acts in a proof, and the worlds that rows are made for. A world is a circle of people who may share rows: one
// user alone, or an organization with an admin and a member. Nobody's world holds the rows that have no owner.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { type TenantClaim, type Tenants, tenantsOf, tenantTokenClaims } from "./tenants.ts";

export type WorldId = "ada" | "grace" | "acme" | "globex" | "nobody";

export interface Organization {
  readonly id: string;
  readonly slug: string;
}

export interface Person {
  readonly name: string;
  readonly userId: string;
  readonly world: WorldId;
  /** The active organization, as their tokens say it. */
  readonly organization: (Organization & { readonly role: "admin" | "member" }) | null;
  /** The role within a circle: who is alone is their own admin. */
  readonly role: "admin" | "member";
  /** Their world's. */
  readonly tenants?: Tenants;
}

export interface World {
  readonly id: WorldId;
  /** The first owns what belongs to a single user. */
  readonly people: readonly Person[];
  readonly organization: Organization | null;
  /** What identifies it where rows belong to a claim of the app's own. */
  readonly tenants?: Tenants;
}

export interface Actor {
  readonly name: string;
  /** The role that the request runs as. */
  readonly role: string;
  /** Null for a caller without a token. */
  readonly person: Person | null;
  readonly token: "none" | "valid" | "expired" | "forged";
  /** Claims beside those that the identity service gives everybody. */
  readonly claims?: JsonObject;
  /** In the active organization, where it is another than the person's usual one. */
  readonly organizationRole?: string;
  /** Who signed the token, where it is not the project's own identity service. */
  readonly issuer?: string;
  /** Headers that each of their requests carries. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type IdForm = "clerk" | "uuid";

export interface Cast {
  readonly ids: IdForm;
  readonly worlds: readonly World[];
  readonly people: readonly Person[];
  /** Those whose requests are judged by the policies. */
  readonly actors: readonly Actor[];
  /** Those who must be turned away before any policy is asked. */
  readonly impostors: readonly Actor[];
  /** Whom a row may privilege without changing what the actors may see. Acts only to show that a list works at all. */
  readonly bystander: Person;
  worldOf(id: WorldId): World;
}

export interface CastOptions {
  readonly ids: IdForm;
  /** The roles that a token of a person may carry, the usual one first. */
  readonly roles: readonly string[];
  readonly tenantClaims?: readonly TenantClaim[];
  /** Third parties whose tokens are accepted beside the local ones. */
  readonly issuers?: readonly string[];
}

const SINGLES = ["ada", "grace"] as const;
const ORGANIZATIONS = ["acme", "globex"] as const;

export const NOBODY: World = { id: "nobody", people: [], organization: null };

const ANON: Actor = { name: "anon", role: "anon", person: null, token: "none" };

export function createCast({ ids, roles, tenantClaims = [], issuers = [] }: CastOptions): Cast {
  let uuids = 0;
  const idOf = (kind: "user" | "org", word: string) => {
    uuids += 1;
    const digits = String(uuids).padStart(12, "0");
    return ids === "clerk" ? `${kind}_rowlockproof${word}` : `5eed1000-0000-4000-8000-${digits}`;
  };
  const alone = (name: (typeof SINGLES)[number]): World => {
    const userId = idOf("user", name);
    const tenants = tenantsOf(tenantClaims, {
      id: name,
      place: SINGLES.indexOf(name),
      organization: null,
    });
    const shared = { organization: null, tenants };
    const person: Person = { name, userId, world: name, role: "admin", ...shared };
    return { id: name, people: [person], ...shared };
  };
  const together = (id: (typeof ORGANIZATIONS)[number]): World => {
    const organization = { id: idOf("org", id), slug: id };
    const place = SINGLES.length + ORGANIZATIONS.indexOf(id);
    const tenants = tenantsOf(tenantClaims, { id, place, organization });
    const person = (role: "admin" | "member"): Person => ({
      name: `${id}-${role}`,
      userId: idOf("user", `${id}${role}`),
      world: id,
      organization: { ...organization, role },
      role,
      tenants,
    });
    return { id, people: [person("member"), person("admin")], organization, tenants };
  };
  const worlds = [...SINGLES.map(alone), ...ORGANIZATIONS.map(together), NOBODY];
  const people = worlds.flatMap((world) => world.people);
  const [first = "authenticated", ...others] = roles;
  const [ada = null] = people;
  const few = people.filter(({ world }) => world === "ada" || world === "acme");
  const acting = (person: Person, role: string): Actor => ({
    name: person.name,
    role,
    person,
    token: "valid",
    claims: tenantTokenClaims(tenantClaims, person.tenants ?? new Map()),
  });
  return {
    ids,
    worlds,
    people,
    actors: [
      ANON,
      ...people.map((person) => acting(person, first)),
      ...others.flatMap((role) =>
        few.map((person) => ({ ...acting(person, role), name: `${person.name} as ${role}` })),
      ),
      ...issuers.flatMap((issuer) =>
        few.map((person) => ({
          ...acting(person, first),
          name: `${person.name} by ${issuer}`,
          issuer,
        })),
      ),
    ],
    impostors: (["expired", "forged"] as const).map((token) => ({
      name: `ada-${token}`,
      role: first,
      person: ada,
      token,
    })),
    bystander: {
      name: "bystander",
      userId: idOf("user", "bystander"),
      world: "nobody",
      organization: null,
      role: "admin",
    },
    worldOf: (id) => worlds.find((world) => world.id === id) ?? NOBODY,
  };
}

/** The usual cast of a project with Clerk. */
export const CLERK_CAST: Cast = createCast({ ids: "clerk", roles: ["authenticated"] });

/** A person as they usually ask. */
export function actorOf(person: Person, { actors }: Cast): Actor {
  const found = actors.find((actor) => actor.person === person);
  const role = actors.at(-1)?.role ?? "authenticated";
  return found ?? { name: person.name, role, person, token: "valid" };
}
