// Claims of the app's own that policies tie rows to, such as a tenant's id in the metadata: every world of the proof is a
// tenant, and the tokens of its people say so.
import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { isObject } from "./json-object.ts";

export interface TenantClaim {
  /** The keys down to the claim. */
  readonly path: readonly string[];
  readonly form: "text" | "uuid" | "number";
}

/** By the claim's name, as `claimName` gives it. */
export type Tenants = ReadonlyMap<string, string | number>;

export function claimName(path: readonly string[]): string {
  return path.join(".");
}

export function tenantClaimsOf({ relations }: DatabaseAnalysis): readonly TenantClaim[] {
  const found = new Map<string, TenantClaim>();
  for (const { columns, ownership } of relations) {
    for (const { kind, claim: path, column } of ownership.columns) {
      if (kind !== "tenant" || path === undefined) continue;
      const type = columns.find(({ name }) => name === column)?.baseType ?? "text";
      const name = claimName(path);
      // A uuid can stand in a text as well, and not the other way round.
      if (found.get(name)?.form !== "uuid") found.set(name, { path, form: formOf(type) });
    }
  }
  return [...found.values()];
}

function formOf(type: string): TenantClaim["form"] {
  if (type === "uuid") return "uuid";
  return /^(smallint|integer|bigint|numeric)/.test(type) ? "number" : "text";
}

interface TenantWorld {
  readonly id: string;
  /** Its place among the worlds. */
  readonly place: number;
  readonly organization: { readonly slug: string } | null;
}

/** What identifies a world in each of the claims. */
export function tenantsOf(
  claims: readonly TenantClaim[],
  { id, place, organization }: TenantWorld,
): Tenants {
  return new Map(
    claims.flatMap(({ path, form }): [string, string | number][] => {
      const name = claimName(path);
      if (isSlug(path)) return organization === null ? [] : [[name, organization.slug]];
      return [[name, identifierOf(form, { id, place })]];
    }),
  );
}

function identifierOf(
  form: TenantClaim["form"],
  { id, place }: Pick<TenantWorld, "id" | "place">,
): string | number {
  switch (form) {
    case "uuid":
      return `5eed2000-0000-4000-8000-${String(place + 1).padStart(12, "0")}`;
    case "number":
      // Beyond what sequences give, and below what rows get.
      return 6_999_901 + place;
    case "text":
      return `rowlocktenant${id}z`;
  }
}

/** Clerk's own claim of the active organization: it is in their tokens anyway. */
function isSlug(path: readonly string[]): boolean {
  return path[0] === "o";
}

/** As a customized token carries them. */
export function tenantTokenClaims(claims: readonly TenantClaim[], tenants: Tenants): JsonObject {
  const token: Record<string, JsonValue> = {};
  for (const { path } of claims) {
    const value = tenants.get(claimName(path));
    const [first = "", ...rest] = path;
    if (isSlug(path) || value === undefined) continue;
    token[first] = withClaim(token[first] ?? null, rest, value);
  }
  return token;
}

/** The value put in at the end of the path, beside what is there. */
export function withClaim(there: JsonValue, path: readonly string[], value: JsonValue): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = isObject(there) ? there : {};
  return { ...object, [first]: withClaim(object[first] ?? null, rest, value) };
}
