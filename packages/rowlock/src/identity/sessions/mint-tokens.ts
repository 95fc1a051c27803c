// Tokens of a living session: the session token, and tokens of JWT templates. What may be minted is decided here, at
// the moment of minting: a banned user, an ended session or an organization that was left gives nothing.
import { mintSessionToken } from "../../tokens/session/mint-session-token.ts";
import type { ClaimsTemplate } from "../../tokens/templates/claims-template.ts";
import { mintTemplateToken } from "../../tokens/templates/mint-template-token.ts";
import { TemplateError } from "../../tokens/templates/template-error.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { hasSecondFactor } from "../resources/second-factor.ts";
import { isAlive, sessionStatus } from "../resources/session-state.ts";
import type { SavedJwtTemplate } from "../store/jwt-templates.ts";
import type { SessionContext, TokenMembership } from "../store/session-context.ts";
import { tokenSubject, type UserTokenSubject } from "./token-subject.ts";

export interface MintOptions {
  /** The origin of the app that asks. */
  readonly origin?: string | undefined;
  /** Which organization is active: absent, the session's own; null, none. */
  readonly organizationId?: string | null | undefined;
  /** Claims of a customized session token in place of the instance's own. */
  readonly claims?: ClaimsTemplate | undefined;
  /** Seconds, instead of the usual life. */
  readonly lifetime?: number | undefined;
}

/** Whether tokens may be made for this session now. */
export function mayMint({ session, user }: SessionContext, instance: Instance): boolean {
  if (user.banned) return false;
  return isAlive(session, { now: instance.clock(), settings: instance.settings.current() });
}

function activeMembership(
  { session, memberships }: SessionContext,
  organizationId: string | null | undefined,
): TokenMembership | undefined {
  const id = organizationId === undefined ? session.last_active_organization_id : organizationId;
  if (id === null || id === "") return undefined;
  const membership = memberships.find(({ organization_id }) => organization_id === id);
  if (membership === undefined && organizationId !== undefined) {
    throw clerkError("organizationNotFoundOrUnauthorized");
  }
  return membership;
}

/** Browsers drop a cookie of more than 4096 bytes, its name and attributes included. */
const LARGE_TOKEN_BYTES = 3_900;

/** Signs a session token. The caller has asked `mayMint`. */
export async function sessionToken(
  context: SessionContext,
  { instance, ...options }: MintOptions & { readonly instance: Instance },
): Promise<string> {
  const { session, user, memberships } = context;
  const settings = instance.settings.current();
  const active = activeMembership(context, options.organizationId);
  const { addresses } = instance;
  const claims = options.claims ?? instance.settings.sessionClaims();
  const status = sessionStatus(session, { now: instance.clock(), settings });
  const token = await mintSessionToken({
    userId: user.id,
    session: {
      id: session.id,
      status: status === "pending" && active === undefined ? "pending" : "active",
      firstFactorVerifiedAt: session.first_factor_verified_at,
      secondFactorVerifiedAt: hasSecondFactor(user) ? session.second_factor_verified_at : null,
      actor: session.actor,
    },
    organization:
      active === undefined
        ? undefined
        : {
            id: active.organization_id,
            slug: active.organization.slug,
            role: active.role,
            permissions: active.permissions,
          },
    issuer: addresses.issuer,
    authorizedParty: options.origin,
    instanceKey: instance.keys().current,
    supabaseIntegration: settings.supabase_integration,
    custom:
      claims === undefined
        ? undefined
        : { claims, subject: tokenSubject({ user, memberships, active, session }, addresses) },
    lifetime: options.lifetime,
    now: instance.clock,
    random: instance.random,
  });
  if (token.length > LARGE_TOKEN_BYTES) {
    instance.log({ kind: "large_session_token", userId: user.id, bytes: token.length });
  }
  return token;
}

/** Signs a token of a JWT template for a session. */
export async function templateToken(
  context: SessionContext,
  {
    instance,
    template,
    ...options
  }: MintOptions & { readonly instance: Instance; readonly template: SavedJwtTemplate },
): Promise<string> {
  const active = activeMembership(context, options.organizationId);
  return mintFromTemplate(instance, {
    template,
    subject: tokenSubject({ ...context, active }, instance.addresses),
    origin: options.origin,
    lifetime: options.lifetime,
  });
}

/** Signs a token of a template for any subject. */
export async function mintFromTemplate(
  instance: Instance,
  options: {
    readonly template: SavedJwtTemplate;
    readonly subject: UserTokenSubject;
    readonly origin?: string | undefined;
    readonly lifetime?: number | undefined;
  },
): Promise<string> {
  const { template } = options;
  try {
    return await mintTemplateToken(instance.templates.parse(template), {
      ...instance.projectSigning(),
      subject: options.subject,
      issuer: instance.addresses.issuer,
      authorizedParty: options.origin,
      instanceKey: instance.keys().current,
      lifetime: options.lifetime,
      now: instance.clock,
      random: instance.random,
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    instance.log({ kind: "template_refused", template: template.name, reason: error.message });
    throw clerkError("templateInvalid", { param: error.field, values: { reason: error.message } });
  }
}
