// What a token of a template would hold for a chosen user, before the template is saved: the same parser and the same rules
// as at minting, so that what is shown is what comes.
import * as z from "zod";
import { parseSessionClaims } from "../../tokens/session/mint-session-token.ts";
import type { ClaimsTemplate } from "../../tokens/templates/claims-template.ts";
import { parseTemplate } from "../../tokens/templates/jwt-template.ts";
import { TemplateError } from "../../tokens/templates/template-error.ts";
import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";
import type { ClerkPort, Clock, ProjectPort } from "../ports.ts";
import { StudioError } from "../studio-error.ts";
import type { PreviewTemplate, TemplateFault, TemplatePreview } from "../wire/templates.ts";

export interface PreviewContext {
  readonly clerk: Pick<ClerkPort, "request">;
  readonly project: ProjectPort;
  readonly now: Clock;
}

export async function previewTemplate(
  request: PreviewTemplate,
  context: PreviewContext,
): Promise<TemplatePreview> {
  const signsWithProjectSecret = request.signingKey === context.project.key("jwtSecret");
  try {
    const template = parse(request, context.project);
    const claims =
      request.userId === null ? null : await render(request.userId, { request, template, context });
    return { claims, fault: null, unknown: template.unknownShortcodes, signsWithProjectSecret };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { claims: null, fault: faultOf(error), unknown: [], signsWithProjectSecret };
  }
}

function parse(request: PreviewTemplate, project: ProjectPort): ClaimsTemplate {
  const claims = parseJson(request.claims);
  if (request.kind === "session") return parseSessionClaims(requireObject(claims));
  return parseTemplate(
    { ...request, claims },
    { projectSecrets: [project.key("jwtSecret")], allowedRoles: project.describe().roles },
  ).claims;
}

interface Rendering {
  readonly request: PreviewTemplate;
  readonly template: ClaimsTemplate;
  readonly context: PreviewContext;
}

/** What a token would hold: of a template, its claims and those that every token of one carries. */
async function render(
  userId: string,
  { request, template, context }: Rendering,
): Promise<JsonObject> {
  const asked = { template, clerk: context.clerk };
  // A session token is minted for it, so that all that it carries is shown.
  if (request.kind === "session") {
    return askForClaims(userId, { ...asked, path: "/v1/rowlock/preview_session_token" });
  }
  const issuedAt = Math.floor(context.now() / 1000);
  return {
    ...(await askForClaims(userId, { ...asked, path: "/v1/rowlock/render_claims" })),
    exp: issuedAt + request.lifetime,
    iat: issuedAt,
    iss: context.project.describe().addresses.issuer,
    nbf: issuedAt - request.allowedClockSkew,
    sub: userId,
  };
}

const renderedSchema = z.object({ claims: z.record(z.string(), z.json()) });

/** The identity service fills the shortcodes in: it knows the user. @throws STUDIO_NOT_FOUND */
async function askForClaims(
  userId: string,
  {
    template,
    clerk,
    path,
  }: Pick<Rendering, "template"> & Pick<PreviewContext, "clerk"> & { readonly path: string },
): Promise<JsonObject> {
  const answer = await clerk.request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: userId, claims: template.source }),
  });
  if (answer.status === 404) {
    throw new StudioError("STUDIO_NOT_FOUND", {
      message: "The user is not there any more",
      hint: "Choose another",
    });
  }
  return renderedSchema.parse(await answer.json()).claims;
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new TemplateError("TEMPLATE_INVALID", {
      message: `The claims are not JSON: ${error instanceof Error ? error.message : "unreadable"}`,
      field: "claims",
    });
  }
}

function requireObject(claims: JsonValue): JsonObject {
  if (typeof claims === "object" && claims !== null && !Array.isArray(claims))
    return claims as JsonObject;
  throw new TemplateError("TEMPLATE_INVALID", {
    message: "Claims must be a JSON object",
    field: "claims",
  });
}

function faultOf({ message, hint, field, path }: TemplateError): TemplateFault {
  return { message, hint, field, path };
}
