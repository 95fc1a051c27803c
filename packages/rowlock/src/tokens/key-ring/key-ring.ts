// The key ring: each key is bound to an issuer, an algorithm and, where it has one, a kid, and says which roles it may
// give (RFC 8725 sections 3.1, 3.8 and 3.10). Nothing outside of such a binding verifies anything.
import type { KeyObject } from "node:crypto";
import { rowlockError } from "../../errors/registry.ts";
import { type Algorithm, algorithmsOf } from "../algorithm.ts";
import type { KeyCandidate, KeyFinder, KeyQuery, RoleGrant, TokenKindRule } from "./key-finder.ts";
import type { RemoteJwks } from "./remote-jwks.ts";

/** Stands for every issuer, none included. */
export const ANY_ISSUER: unique symbol = Symbol("any issuer");

interface EntryBinding {
  /** For messages, such as "the project's JWT secret". */
  readonly name: string;
  readonly issuer: string | typeof ANY_ISSUER;
  readonly algorithm: Algorithm;
  readonly roles: RoleGrant;
  readonly kinds: TokenKindRule;
}

export interface KeyEntry extends EntryBinding {
  readonly key: KeyObject;
  /** When given, a token must name it. */
  readonly kid?: string | undefined;
  /** Unix seconds after which the key verifies nothing. */
  readonly validUntil?: number | undefined;
}

/** Keys that an issuer publishes; its tokens must name a kid. */
interface RemoteEntry extends EntryBinding {
  readonly jwks: RemoteJwks;
}

export type KeyRingEntry = KeyEntry | RemoteEntry;

export interface KeyRing extends KeyFinder {
  /** Puts other entries in place of all there are: after a rotation, say. */
  replace(entries: readonly KeyRingEntry[]): void;
}

/** Makes a key ring. @throws RowlockError TOKEN_KEY_INVALID when a key can't serve its algorithm */
export function createKeyRing(initial: readonly KeyRingEntry[]): KeyRing {
  let entries = checked(initial);
  let replaced = 0;

  return {
    get generation() {
      return entries.reduce((sum, entry) => sum + generationOf(entry), replaced);
    },
    get isEmpty() {
      return entries.length === 0;
    },
    replace(next) {
      // INVARIANT: the generation never repeats, so what the leaving entries counted is kept.
      const before = entries.reduce((sum, entry) => sum + generationOf(entry), replaced);
      entries = checked(next);
      replaced = before + 1;
    },
    find(query) {
      const matching = entries.filter((entry) => isBoundTo(entry, query)).sort(bySpecificity);
      if (!matching.some(isRemote)) return matching.flatMap((entry) => localCandidate(entry));
      return Promise.all(matching.map((entry) => candidates(entry, query))).then((all) =>
        all.flat(),
      );
    },
    describe(query) {
      return describeMiss(entries, query);
    },
  };
}

function checked(entries: readonly KeyRingEntry[]): readonly KeyRingEntry[] {
  for (const entry of entries) {
    if (!isRemote(entry) && !algorithmsOf(entry.key).includes(entry.algorithm)) {
      throw rowlockError("TOKEN_KEY_INVALID", {
        message: `The key of ${entry.name} can't verify ${entry.algorithm}`,
      });
    }
  }
  return [...entries];
}

function isRemote(entry: KeyRingEntry): entry is RemoteEntry {
  return "jwks" in entry;
}

function generationOf(entry: KeyRingEntry): number {
  return isRemote(entry) ? entry.jwks.generation : 0;
}

function isBoundTo(entry: KeyRingEntry, query: KeyQuery): boolean {
  if (entry.algorithm !== query.algorithm) return false;
  if (entry.issuer !== ANY_ISSUER && entry.issuer !== query.issuer) return false;
  if (isRemote(entry)) return query.kid !== undefined;
  return entry.kid === undefined || entry.kid === query.kid;
}

function bySpecificity(left: KeyRingEntry, right: KeyRingEntry): number {
  return Number(left.issuer === ANY_ISSUER) - Number(right.issuer === ANY_ISSUER);
}

function localCandidate(entry: KeyRingEntry): readonly KeyCandidate[] {
  return isRemote(entry) ? [] : [candidate(entry, entry.key, entry.validUntil)];
}

async function candidates(entry: KeyRingEntry, query: KeyQuery): Promise<readonly KeyCandidate[]> {
  if (!isRemote(entry) || query.kid === undefined) return localCandidate(entry);
  const key = await entry.jwks.find(query.kid);
  return key !== undefined && algorithmsOf(key).includes(entry.algorithm)
    ? [candidate(entry, key)]
    : [];
}

function candidate(
  { name, roles, kinds }: EntryBinding,
  key: KeyObject,
  validUntil = Number.POSITIVE_INFINITY,
): KeyCandidate {
  return { name, key, roles, kinds, validUntil };
}

function describeMiss(entries: readonly KeyRingEntry[], query: KeyQuery): string {
  const { algorithm, issuer } = query;
  const ofAlgorithm = entries.filter((entry) => entry.algorithm === algorithm);
  if (ofAlgorithm.length === 0) return `No key verifies ${algorithm} here`;
  const ofIssuer = ofAlgorithm.filter(
    (entry) => entry.issuer === ANY_ISSUER || entry.issuer === issuer,
  );
  if (ofIssuer.length === 0) {
    const known = [...new Set(ofAlgorithm.map((entry) => String(entry.issuer)))].join(", ");
    return `The token's issuer (iss) is not one whose ${algorithm} tokens are accepted: ${known}`;
  }
  return `No ${algorithm} key with the token's kid belongs to its issuer; was the key rotated?`;
}
