// Actors as Realtime knows them: by their tokens, kept until shortly before their end, or by the public key alone.
import type { ProofCopy, RealtimeCaller } from "../../ports.ts";
import type { Actor } from "../cast.ts";
import { wishOf } from "../send.ts";

export type CallerOf = (actor: Actor) => Promise<RealtimeCaller>;

const TOKEN_MS = 30_000;

export function createCallers(copy: Pick<ProofCopy, "mintToken">): CallerOf {
  const known = new Map<Actor, { readonly caller: RealtimeCaller; readonly until: number }>();
  return async (actor) => {
    if (actor.person === null || actor.token === "none") return { key: "anon" };
    const kept = known.get(actor);
    if (kept !== undefined && kept.until > performance.now()) return kept.caller;
    const token = await copy.mintToken(actor.person, { ...wishOf(actor), kind: actor.token });
    const caller: RealtimeCaller = { token };
    known.set(actor, { caller, until: performance.now() + TOKEN_MS });
    return caller;
  };
}
