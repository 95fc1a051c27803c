// Who acts in a proof, and the worlds that rows are made for. A world is a circle of people who may share rows: one
// user alone, or an organization with an admin and a member. Nobody's world holds the rows that have no owner.

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
}

export interface World {
  readonly id: WorldId;
  /** The first owns what belongs to a single user. */
  readonly people: readonly Person[];
  readonly organization: Organization | null;
}

export interface Actor {
  readonly name: string;
  readonly role: "anon" | "authenticated";
  /** Null for a caller without a token. */
  readonly person: Person | null;
  readonly token: "none" | "valid" | "expired" | "forged";
}

function alone(name: "ada" | "grace", userId: string): World {
  const person: Person = { name, userId, world: name, organization: null, role: "admin" };
  return { id: name, people: [person], organization: null };
}

function together(
  id: "acme" | "globex",
  organization: Organization,
  ids: readonly [string, string],
): World {
  const [member, admin] = ids;
  const person = (role: "admin" | "member", userId: string): Person => ({
    name: `${id}-${role}`,
    userId,
    world: id,
    organization: { ...organization, role },
    role,
  });
  return { id, people: [person("member", member), person("admin", admin)], organization };
}

export const ADA = alone("ada", "user_rowlockproofada");
export const GRACE = alone("grace", "user_rowlockproofgrace");
export const ACME = together("acme", { id: "org_rowlockproofacme", slug: "acme" }, [
  "user_rowlockproofacmemember",
  "user_rowlockproofacmeadmin",
]);
export const GLOBEX = together("globex", { id: "org_rowlockproofglobex", slug: "globex" }, [
  "user_rowlockproofglobexmember",
  "user_rowlockproofglobexadmin",
]);
export const NOBODY: World = { id: "nobody", people: [], organization: null };

/** Whom a row may privilege without changing what the actors may see. Acts only to show that a list works at all. */
export const BYSTANDER: Person = {
  name: "bystander",
  userId: "user_rowlockproofbystander",
  world: "nobody",
  organization: null,
  role: "admin",
};

export const WORLDS: readonly World[] = [ADA, GRACE, ACME, GLOBEX, NOBODY];

export const PEOPLE: readonly Person[] = WORLDS.flatMap((world) => world.people);

export function worldOf(id: WorldId): World {
  return WORLDS.find((world) => world.id === id) ?? NOBODY;
}

const ANON: Actor = { name: "anon", role: "anon", person: null, token: "none" };

/** Those whose requests are judged by the policies. */
export const ACTORS: readonly Actor[] = [
  ANON,
  ...PEOPLE.map(
    (person): Actor => ({ name: person.name, role: "authenticated", person, token: "valid" }),
  ),
];

const [ada] = ADA.people;

/** Those who must be turned away before any policy is asked. */
export const IMPOSTORS: readonly Actor[] = (["expired", "forged"] as const).map((token) => ({
  name: `ada-${token}`,
  role: "authenticated",
  person: ada ?? null,
  token,
}));
