// The entries of a Rowlock project's key ring, in one place: who may be what (docs/rooms/tokens.md).
// Under the project's JWT secret, service_role is given only with the issuer of Rowlock's own API keys.
import { createSecretKey } from "node:crypto";
import { rowlockError } from "../../errors/registry.ts";
import type { Algorithm } from "../algorithm.ts";
import { LEAST_SECRET_BYTES, ROWLOCK_ISSUER } from "../keys/api-keys.ts";
import type { InstanceKeys } from "../keys/instance-keys.ts";
import type { RoleGrant } from "./key-finder.ts";
import { ANY_ISSUER, type KeyEntry, type KeyRingEntry } from "./key-ring.ts";
import type { RemoteJwks } from "./remote-jwks.ts";

/** A Clerk instance elsewhere, or another issuer of the same kind. */
export interface ThirdPartyIssuer {
  readonly issuer: string;
  readonly jwks: RemoteJwks;
  /** Default: RS256. */
  readonly algorithms?: readonly Algorithm[] | undefined;
}

export interface ProjectEntriesOptions {
  /** The current JWT secret first; 32 bytes or more each. */
  readonly projectSecrets: readonly string[];
  /** The roles that a person's token may ask for: anon, authenticated and those of the configuration. */
  readonly allowedRoles: readonly string[];
  /** The local identity service. */
  readonly identity?: { readonly issuer: string; readonly keys: InstanceKeys } | undefined;
  readonly thirdParties?: readonly ThirdPartyIssuer[] | undefined;
}

/** The entries, for `createKeyRing` or its `replace`. @throws RowlockError TOKEN_KEY_INVALID */
export function projectEntries(options: ProjectEntriesOptions): readonly KeyRingEntry[] {
  const people = options.allowedRoles.filter((role) => role !== "service_role");
  return [
    ...options.projectSecrets.flatMap((secret) => secretEntries(secret, people)),
    ...identityEntries(options.identity, people),
    ...(options.thirdParties ?? []).flatMap((thirdParty) => remoteEntries(thirdParty, people)),
  ];
}

function secretEntries(secret: string, people: readonly string[]): readonly KeyEntry[] {
  if (Buffer.byteLength(secret) < LEAST_SECRET_BYTES) {
    throw rowlockError("TOKEN_KEY_INVALID", {
      message: `The project's JWT secret is shorter than ${LEAST_SECRET_BYTES} bytes`,
    });
  }
  const shared = { algorithm: "HS256", key: createSecretKey(secret, "utf8") } as const;
  return [
    {
      ...shared,
      name: "Rowlock's API keys",
      issuer: ROWLOCK_ISSUER,
      roles: listed([...people, "service_role"]),
      kinds: "third-party",
    },
    {
      ...shared,
      name: "the project's JWT secret",
      issuer: ANY_ISSUER,
      roles: listed(people),
      kinds: "third-party",
    },
  ];
}

function identityEntries(
  identity: ProjectEntriesOptions["identity"],
  people: readonly string[],
): readonly KeyEntry[] {
  if (identity === undefined) return [];
  const { issuer, keys } = identity;
  const versions = [{ key: keys.current, validUntil: undefined }, ...keys.retired];
  return versions.map(({ key, validUntil }) => ({
    name: "the identity service",
    issuer,
    algorithm: "RS256",
    kid: key.kid,
    key: key.publicKey,
    validUntil,
    roles: listed(people),
    kinds: "clerk",
  }));
}

function remoteEntries(
  { issuer, jwks, algorithms = ["RS256"] }: ThirdPartyIssuer,
  people: readonly string[],
): readonly KeyRingEntry[] {
  return algorithms
    .filter((algorithm) => !algorithm.startsWith("HS"))
    .map((algorithm) => ({
      name: issuer,
      issuer,
      algorithm,
      jwks,
      roles: listed(people),
      kinds: "third-party",
    }));
}

function listed(roles: readonly string[]): RoleGrant {
  return { kind: "listed", roles: new Set(roles) };
}
