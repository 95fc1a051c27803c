// What an actor's token says, as policies and triggers see it.
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { ProofCopy } from "../ports.ts";
import type { Actor } from "./cast.ts";
import { wishOf } from "./send.ts";

export async function claimsOf(
  actor: Actor,
  copy: Pick<ProofCopy, "mintToken">,
): Promise<JsonObject> {
  if (actor.person === null) return { role: actor.role };
  const token = await copy.mintToken(actor.person, { ...wishOf(actor), kind: "valid" });
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  return JSON.parse(payload) as JsonObject;
}
