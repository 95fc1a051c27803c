// Which tokens are meant to be shown to the Data API. A ticket or a handshake is signed with the same key as a session
// token, so the signature alone does not tell them apart (RFC 8725 section 3.12).
import type { KeyCandidate } from "../key-ring/key-finder.ts";
import { SESSION_TOKEN_CATEGORY, TEMPLATE_TOKEN_CATEGORY } from "../sign/token-categories.ts";
import { TokenError } from "../token-error.ts";
import type { TokenHeader } from "./decode-token.ts";

const CATEGORIES: readonly unknown[] = [SESSION_TOKEN_CATEGORY, TEMPLATE_TOKEN_CATEGORY];
const TYPES: readonly unknown[] = ["jwt", "at+jwt", "application/at+jwt"];

/** @throws TokenError TOKEN_KIND */
export function checkTokenKind(header: TokenHeader, { kinds, name }: KeyCandidate): void {
  if (kinds === "any") return;
  const isTyped = header.typ === undefined || TYPES.includes(String(header.typ).toLowerCase());
  const isBearer =
    CATEGORIES.includes(header.cat) || (kinds === "third-party" && header.cat === undefined);
  if (isTyped && isBearer && header.kind === undefined) return;
  throw new TokenError("TOKEN_KIND", {
    message: "Unsupported token type",
    explanation: `The token of ${name} is neither a session token nor one of a JWT template`,
    hint: "Send what getToken() gives",
  });
}
