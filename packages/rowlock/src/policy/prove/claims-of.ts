// What a person's token says, as policies and triggers see it.
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { ProofCopy } from "../ports.ts";
import type { Person } from "./cast.ts";

/** Null is a caller without a token. */
export async function claimsOf(
  person: Person | null,
  copy: Pick<ProofCopy, "mintToken">,
): Promise<JsonObject> {
  if (person === null) return { role: "anon" };
  const token = await copy.mintToken(person, "valid");
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  return JSON.parse(payload) as JsonObject;
}
