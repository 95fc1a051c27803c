// One token of a JWT template: the rendered claims, the claims that every token carries, signed.
import { createSecretKey } from "node:crypto";
import type { InstanceKey } from "../keys/instance-key.ts";
import {
  type Clock,
  type RandomBytes,
  type SigningKey,
  secondsNow,
  signToken,
  tokenId,
} from "../sign/sign-token.ts";
import { TEMPLATE_TOKEN_CATEGORY } from "../sign/token-categories.ts";
import type { TemplateSubject } from "./claims-template.ts";
import { type JwtTemplate, renderTemplate } from "./jwt-template.ts";
import { type ProjectSigning, requireLiteralRole } from "./role-rule.ts";
import { TemplateError } from "./template-error.ts";

export interface MintTemplateTokenOptions extends ProjectSigning {
  /** `user.id` in it becomes `sub`. */
  readonly subject: TemplateSubject & { readonly user: { readonly id: string } };
  readonly issuer: string;
  /** The origin of the app that asks; absent where none is known. */
  readonly authorizedParty?: string | undefined;
  readonly instanceKey: InstanceKey;
  /** Seconds, instead of the template's own lifetime (the Backend API's `expires_in_seconds`). */
  readonly lifetime?: number | undefined;
  readonly now: Clock;
  readonly random: RandomBytes;
}

/** Signs one token of a template. @throws TemplateError TEMPLATE_ROLE, TEMPLATE_SIGNING_KEY */
export function mintTemplateToken(
  template: JwtTemplate,
  options: MintTemplateTokenOptions,
): Promise<string> {
  requireLiteralRole(template, options);
  const issuedAt = secondsNow(options.now);
  const { authorizedParty } = options;
  return signToken({
    signingKey: signingKeyOf(template, options),
    header: { cat: TEMPLATE_TOKEN_CATEGORY },
    claims: {
      ...renderTemplate(template, options.subject),
      ...(authorizedParty === undefined ? {} : { azp: authorizedParty }),
      exp: issuedAt + (options.lifetime ?? template.lifetime),
      iat: issuedAt,
      iss: options.issuer,
      jti: tokenId(options.random),
      nbf: issuedAt - template.allowedClockSkew,
      sub: options.subject.user.id,
    },
  });
}

function signingKeyOf(
  { signing }: JwtTemplate,
  { instanceKey, projectSecrets }: MintTemplateTokenOptions,
): SigningKey {
  switch (signing.kind) {
    case "instance":
      return { algorithm: "RS256", key: instanceKey.privateKey, kid: instanceKey.kid };
    case "custom":
      return { algorithm: signing.algorithm, key: signing.key };
    case "project": {
      const [secret] = projectSecrets;
      if (secret !== undefined) {
        return { algorithm: signing.algorithm, key: createSecretKey(secret, "utf8") };
      }
      throw new TemplateError("TEMPLATE_SIGNING_KEY", {
        message: "The template is signed with the project's JWT secret, and there is none",
        field: "signing_key",
      });
    }
  }
}
