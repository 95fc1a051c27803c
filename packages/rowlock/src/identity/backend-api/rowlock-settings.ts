// /v1/rowlock/...: Rowlock's own part of the Backend API, where Clerk's has a dashboard: the inbox, the settings, what
// a template may name, and how it looks when it is filled in.
import { z } from "zod";
import { parseClaims, renderClaims } from "../../tokens/templates/claims-template.ts";
import { SHORTCODES } from "../../tokens/templates/shortcodes.ts";
import { TemplateError } from "../../tokens/templates/template-error.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { messageJson } from "../mail/send-mail.ts";
import { pageJson } from "../resources/page.ts";
import { tokenSubject } from "../sessions/token-subject.ts";
import type { SettingsInput } from "../settings.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { countMessages, listMessages } from "../store/messages.ts";
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
  route(app, ["GET", "/rowlock/settings"], async ({ instance }) => ({
    object: "rowlock_settings",
    ...instance.settings.current(),
  }));
  route(app, ["PATCH", "/rowlock/settings"], async ({ instance, form }) => {
    const fields = Object.fromEntries(form.names().map((name) => [name, form.raw(name)]));
    try {
      const settings = await instance.settings.change(fields as SettingsInput);
      return { object: "rowlock_settings", ...settings };
    } catch (error) {
      throw settingsError(error);
    }
  });
  route(app, ["GET", "/rowlock/shortcodes"], async () => pageJson(SHORTCODES, SHORTCODES.length));
  route(app, ["POST", "/rowlock/render_claims"], renderForUser);
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
