// /v1/rowlock/...: Rowlock's own part of the Backend API, where Clerk's has a dashboard: the inbox, the settings, what
// a template may name, and how it looks when it is filled in.
import * as z from "zod";
import { parseSessionClaims } from "../../tokens/session/mint-session-token.ts";
import { parseClaims, renderClaims } from "../../tokens/templates/claims-template.ts";
import { SHORTCODES } from "../../tokens/templates/shortcodes.ts";
import { TemplateError } from "../../tokens/templates/template-error.ts";
import { decodeToken } from "../../tokens/verify/decode-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { rowlockJwtTemplateJson } from "../resources/jwt-template.ts";
import { messageJson } from "../resources/message.ts";
import { pageJson } from "../resources/page.ts";
import { sessionToken } from "../sessions/mint-tokens.ts";
import { tokenSubject } from "../sessions/token-subject.ts";
import type { SettingsInput } from "../settings.ts";
import { countJwtTemplates, listJwtTemplates } from "../store/jwt-templates.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { countMessages, listMessages } from "../store/messages.ts";
import { passingSession } from "../users/passing-session.ts";
import { type BackendCall, pageOf, requireUser } from "./backend-call.ts";
import { templateError } from "./jwt-templates.ts";
import { type BackendApp, route } from "./routes.ts";

export function rowlockSettingsRoutes(app: BackendApp): void {
  route(app, ["GET", "/rowlock/messages"], async (call) => {
    const { database } = call.instance;
    const to = call.query.text("to") ?? undefined;
    const messages = await listMessages(database, { to, ...pageOf(call) });
    return pageJson(messages.map(messageJson), await countMessages(database, to));
  });
  route(app, ["GET", "/rowlock/settings"], async ({ instance }) => settingsJson(instance));
  route(app, ["PATCH", "/rowlock/settings"], async ({ instance, form }) => {
    const fields = Object.fromEntries(form.names().map((name) => [name, form.raw(name)]));
    try {
      await instance.settings.change(fields as SettingsInput);
      return settingsJson(instance);
    } catch (error) {
      throw settingsError(error);
    }
  });
  route(app, ["GET", "/rowlock/shortcodes"], async () => pageJson(SHORTCODES, SHORTCODES.length));
  route(app, ["POST", "/rowlock/render_claims"], renderForUser);
  route(app, ["POST", "/rowlock/preview_session_token"], previewSessionToken);
  route(app, ["GET", "/rowlock/jwt_templates"], async (call) => {
    const { database } = call.instance;
    const templates = await listJwtTemplates(database, pageOf(call));
    return pageJson(templates.map(rowlockJwtTemplateJson), await countJwtTemplates(database));
  });
}

function settingsJson({ settings }: Instance) {
  return { object: "rowlock_settings", ...settings.current(), declared: settings.declared };
}

function settingsError(error: unknown): unknown {
  if (error instanceof TemplateError) return templateError(error);
  if (!(error instanceof z.ZodError)) return error;
  const [issue] = error.issues;
  const param = issue?.path.join(".") ?? "";
  return clerkError("paramValueInvalid", {
    param,
    values: { reason: `${param}: ${issue?.message}` },
  });
}

/** Claims as a user's token would have them, without signing anything. */
async function renderForUser(call: BackendCall) {
  const { form, instance } = call;
  const user = await requireUser(call, form.requireText("user_id"));
  const memberships = await findMembershipsOfUsers(instance.database, [user.id]);
  const organizationId = form.text("organization_id");
  const active = memberships.find(({ organization_id }) => organization_id === organizationId);
  const subject = tokenSubject(
    { user, memberships, active, session: undefined },
    instance.addresses,
  );
  try {
    const template = parseClaims(form.object("claims") ?? {}, { reserved: [] });
    return {
      object: "rendered_claims",
      claims: renderClaims(template, subject),
      unknown_shortcodes: template.unknownShortcodes,
    };
  } catch (error) {
    throw templateError(error);
  }
}

/**
 * Every claim of the session token that a user would get now, with `claims` in place of the customized ones. It is
 * minted as any other; only what it holds is answered, never the token.
 */
async function previewSessionToken(call: BackendCall) {
  const { form, instance } = call;
  const user = await requireUser(call, form.requireText("user_id"));
  const organization = form.text("organization_id") || undefined;
  try {
    const claims = parseSessionClaims(form.object("claims") ?? {});
    const context = await passingSession(instance, { user, organization });
    const token = await sessionToken(context, { instance, claims });
    return {
      object: "rendered_claims",
      claims: decodeToken(token).claims,
      unknown_shortcodes: claims.unknownShortcodes,
    };
  } catch (error) {
    throw templateError(error);
  }
}
