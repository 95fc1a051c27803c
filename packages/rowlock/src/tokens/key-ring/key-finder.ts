// What the verifier asks of a set of keys. The three values of a query come from a token that nobody has verified yet:
// they choose among keys that are bound to them, and are trusted for nothing else.
import type { KeyObject } from "node:crypto";
import type { Algorithm } from "../algorithm.ts";

export interface KeyQuery {
  readonly algorithm: Algorithm;
  readonly kid: string | undefined;
  readonly issuer: string | undefined;
}

/** Which roles a key may give: those listed, or whatever the token says (PostgREST's way; the database decides). */
export type RoleGrant =
  | { readonly kind: "listed"; readonly roles: ReadonlySet<string> }
  | { readonly kind: "any" };

/**
 * Which tokens of a key count as bearer tokens: `clerk` those with a session's or a template's category, `third-party`
 * those with such a category or none, `any` all (PostgREST's way).
 */
export type TokenKindRule = "clerk" | "third-party" | "any";

export interface KeyCandidate {
  /** For messages, such as "the project's JWT secret". */
  readonly name: string;
  readonly key: KeyObject;
  readonly roles: RoleGrant;
  readonly kinds: TokenKindRule;
  /** Unix seconds after which the key verifies nothing; Infinity: no end. */
  readonly validUntil: number;
}

export interface KeyFinder {
  /** Grows whenever any key changed: what was verified before must be verified again. */
  readonly generation: number;
  /** True: there is no key at all, so no token can be verified. */
  readonly isEmpty: boolean;
  /** The keys that may verify such a token, the most specific first. Never rejects. */
  find(query: KeyQuery): readonly KeyCandidate[] | Promise<readonly KeyCandidate[]>;
  /** Why `find` gave nothing, for the person who sent the token. */
  describe(query: KeyQuery): string;
}
