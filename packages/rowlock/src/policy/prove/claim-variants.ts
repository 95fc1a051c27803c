// Callers with the claims and headers that policies ask for, beside the usual ones, who have none of them. What a caller
// can set at will opens nothing that is not theirs; what only the server sets is a privilege, and told as one.
import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import type { ClaimReading } from "../expression/caller-value.ts";
import { meaningOf } from "../expression/claim-meaning.ts";
import { type Actor, actorOf, type Cast, type Person } from "./cast.ts";
import { type ClaimComparison, claimComparisons } from "./claim-comparisons.ts";
import type { MadeRows } from "./rows/made-rows.ts";
import { withClaim } from "./tenants.ts";

export interface ClaimVariant {
  readonly actor: Actor;
  /**
   * Who sets the claim: the caller at will, the server alone, whoever has an address of that form, or whoever signs in
   * in that way, which is open to all.
   */
  readonly trust: "caller" | "server" | "address" | "sign-in";
  /** Such as `user_metadata.role = admin`. */
  readonly title: string;
}

/** Values tried of one claim in one relation. */
const MAX_VALUES = 3;

interface VariantOptions {
  readonly database: DatabaseAnalysis;
  readonly cast: Cast;
  readonly made: MadeRows;
}

export function claimVariants(
  relation: AnalysedRelation,
  options: VariantOptions,
): readonly ClaimVariant[] {
  const { database, cast } = options;
  const comparisons = relation.guards
    .flatMap((one) => [one.using, one.check])
    .flatMap((guard) => (guard?.understood ? claimComparisons(guard.expression, database) : []));
  const settings = settingsOf(comparisons, relation, options);
  const [ada] = cast.people;
  if (ada === undefined) return [];
  const byTrust = (trust: ClaimVariant["trust"]) => settings.filter((one) => one.trust === trust);
  const together = [byTrust("caller"), settings].filter(
    (all) => new Set(all.map((one) => one.path)).size > 1,
  );
  const groups = [...settings.map((one) => [one]), ...together];
  return [
    ...groups.flatMap((group) => actorsWith(group, ada, cast)),
    ...organizationVariants(comparisons, cast),
  ];
}

interface Setting {
  readonly reading: ClaimReading;
  readonly path: string;
  readonly value: JsonValue;
  readonly trust: ClaimVariant["trust"];
}

function settingsOf(
  comparisons: readonly ClaimComparison[],
  relation: AnalysedRelation,
  { made, cast }: VariantOptions,
): readonly Setting[] {
  const found = new Map<string, Setting[]>();
  for (const { reading, with: other } of comparisons) {
    const trust = trustOf(reading);
    if (trust === undefined) continue;
    const path = `${reading.source === "claims" ? "" : `${reading.source}.`}${reading.path.join(".")}`;
    const known = found.get(path) ?? [];
    found.set(path, known);
    // Who is given another tenant is of that tenant: its rows are theirs.
    if ("column" in other && trust === "server" && isTenant(relation, other.column)) continue;
    const values =
      "value" in other ? [other.value] : valuesOf(other.column, { relation, made, cast });
    for (const value of values) {
      if (known.length >= MAX_VALUES || known.some((one) => one.value === value)) continue;
      known.push({ reading, path, value, trust });
    }
  }
  return [...found.values()].flat();
}

function isTenant({ ownership }: AnalysedRelation, name: string): boolean {
  return ownership.columns.some(({ column, kind }) => column === name && kind === "tenant");
}

/** What Clerk sets itself, and no customized token can carry. */
const CLERKS_OWN: ReadonlySet<string> = new Set("o sid jti act fea pla".split(" "));

function trustOf(reading: ClaimReading): ClaimVariant["trust"] | undefined {
  const [first = ""] = reading.path;
  if (reading.path.length === 0 || reading.legacy) return undefined;
  if (reading.source === "claims" && CLERKS_OWN.has(first)) return undefined;
  switch (meaningOf(reading)) {
    case "editable":
      return "caller";
    case "other":
      return ["email", "phone", "phone_number"].includes(first) ? "address" : "server";
    case "common":
      return first === "aal" ? "sign-in" : undefined;
    default:
      return undefined;
  }
}

/** What rows that are not the first person's hold in a column, one value of each world. */
function valuesOf(
  column: string,
  {
    relation,
    made,
    cast,
  }: { readonly relation: AnalysedRelation; readonly made: MadeRows; readonly cast: Cast },
): readonly JsonValue[] {
  const own = made.of(relation).filter((row) => column in row.stored);
  const rows = own.length > 0 ? own : made.all().filter((row) => column in row.stored);
  const [ada] = cast.people;
  return [
    ...new Set(
      rows
        .filter((row) => row.person !== ada)
        .map((row) => row.stored[column] ?? null)
        .filter((value) => value !== null && typeof value !== "object"),
    ),
  ];
}

/** The least open first: it decides for a group of settings. */
const TRUSTS: readonly ClaimVariant["trust"][] = ["server", "address", "caller"];

function actorsWith(
  group: readonly Setting[],
  person: Person,
  cast: Cast,
): readonly ClaimVariant[] {
  const title = group.map(({ path, value }) => `${path} = ${textOf(value)}`).join(", ");
  const set = group.filter(({ reading }) => reading.source === "claims");
  const headers = headersWith(group);
  const trusts = new Set(group.map((one) => one.trust));
  const trust = TRUSTS.find((one) => trusts.has(one)) ?? "sign-in";
  const base = actorOf(person, cast);
  const claims = claimsWith(set, base.claims);
  const signedIn: Actor = { ...base, name: `${base.name} with ${title}`, claims, headers };
  const anon = cast.actors.find((actor) => actor.token === "none");
  const sendsNoClaims = set.length === 0;
  return [
    { actor: signedIn, trust, title },
    ...(anon !== undefined && sendsNoClaims
      ? [{ actor: { ...anon, name: `anon with ${title}`, headers }, trust, title }]
      : []),
  ];
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function claimsWith(settings: readonly Setting[], usual: JsonObject = {}): JsonObject {
  const claims: Record<string, JsonValue> = { ...usual };
  for (const { reading, value } of settings) {
    const [first = "", ...rest] = reading.path;
    claims[first] = withClaim(claims[first] ?? null, rest, value);
  }
  return claims;
}

function headersWith(settings: readonly Setting[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.flatMap(({ reading, value }) => {
      const name = reading.path[0] ?? "";
      if (reading.source === "headers") return [[name, textOf(value)]];
      return reading.source === "cookies" ? [["cookie", `${name}=${textOf(value)}`]] : [];
    }),
  );
}

const OLD_ORGANIZATION = new Set(["org_id", "org_role", "org_slug"]);
const ROLES = new Set(["o.rol", "org_role"]);

/**
 * Members of an organization: by tokens of version 1 where policies read those claims, and with every role that policies
 * name. They are judged as they are.
 */
function organizationVariants(
  comparisons: readonly ClaimComparison[],
  cast: Cast,
): readonly ClaimVariant[] {
  const reads = (names: ReadonlySet<string>) => (one: ClaimComparison) =>
    one.reading.source === "claims" && names.has(one.reading.path.join("."));
  const roles = comparisons
    .filter(reads(ROLES))
    .flatMap((one) => ("value" in one.with ? [String(one.with.value).replace(/^org:/, "")] : []))
    .filter((role) => /^\w+$/.test(role) && !["admin", "member"].includes(role));
  const readsOld = comparisons.some(reads(OLD_ORGANIZATION));
  const forms = [...(readsOld ? [true] : []), false];
  return cast.worldOf("acme").people.flatMap((person) => {
    const others = person.role === "member" ? [...new Set(roles)].slice(0, MAX_VALUES) : [];
    return forms.flatMap((isOld) =>
      [...(isOld ? [person.role] : []), ...others].map((role) =>
        memberWith(person, { role, isOld, cast }),
      ),
    );
  });
}

function memberWith(
  person: Person,
  { role, isOld, cast }: { readonly role: string; readonly isOld: boolean; readonly cast: Cast },
): ClaimVariant {
  const { id, slug } = person.organization ?? { id: "", slug: "" };
  const base = actorOf(person, cast);
  const title = [
    ...(isOld ? ["organization claims of version 1"] : []),
    ...(role === person.role ? [] : [`the role org:${role}`]),
  ].join(" and ");
  const old = isOld ? { org_id: id, org_slug: slug, org_role: `org:${role}` } : {};
  const actor: Actor = {
    ...base,
    name: `${base.name} with ${title}`,
    claims: { ...base.claims, ...old },
    organizationRole: role,
  };
  return { actor, trust: "caller", title };
}
