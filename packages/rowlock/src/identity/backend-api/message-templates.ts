// /v1/templates/:type: the words of mail and SMS. One that is saved is what is sent from then on; reverting brings back the
// words of the program.
import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { fillTemplate, variablesOf } from "../messages/fill-template.ts";
import {
  type KnownTemplate,
  knownTemplate,
  slugsOf,
  unchangedTemplate,
} from "../messages/message-templates.ts";
import { messageTemplateJson } from "../resources/message-template.ts";
import { pageJson } from "../resources/page.ts";
import {
  deleteMessageTemplate,
  findMessageTemplate,
  listMessageTemplates,
  type MessageTemplateRow,
  saveMessageTemplate,
} from "../store/message-templates.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

type Path = Readonly<Record<string, string>>;
type Channel = MessageTemplateRow["channel"];

const BASE = "/templates/:type";
const MAX_MAIL = 100_000;
const MAX_SMS = 1_600;
const MAX_LINE = 256;

export function messageTemplateRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], list);
  route(app, ["GET", `${BASE}/:slug`], async (call, path) => {
    const asked = askedFor(path);
    return show(call, { asked, changed: await findMessageTemplate(call.instance.database, asked) });
  });
  route(app, ["PUT", `${BASE}/:slug`], (call, path) =>
    rewrite(call, {
      path,
      next: (template, asked) => readTemplate(call.form, { template, asked }),
    }),
  );
  route(app, ["POST", `${BASE}/:slug/toggle_delivery`], (call, path) => {
    const asked = askedFor(path);
    const delivered_by_clerk = call.form.flag("delivered_by_clerk");
    if (delivered_by_clerk === undefined) {
      throw clerkError("paramMissing", { param: "delivered_by_clerk" });
    }
    return rewrite(call, {
      path: { ...path, slug: asked.slug },
      next: (template) => ({ ...template, delivered_by_clerk }),
    });
  });
  route(app, ["POST", `${BASE}/:slug/revert`], (call, path) => {
    const asked = askedFor(path);
    return change(call, async (work) => {
      if (!(await deleteMessageTemplate(work, asked))) throw clerkError("templateUnchanged");
      return show(call, { asked, changed: undefined });
    });
  });
  route(app, ["POST", `${BASE}/:slug/preview`], preview);
}

interface Asked {
  readonly channel: Channel;
  readonly slug: string;
  readonly known: KnownTemplate;
}

/** @throws ClerkApiError template_type_unsupported */
function channelOf({ type = "" }: Path): Channel {
  if (type === "email" || type === "sms") return type;
  throw clerkError("templateTypeUnsupported", { values: { type } });
}

/** @throws ClerkApiError template_type_unsupported, resource_not_found */
function askedFor(path: Path): Asked {
  const channel = channelOf(path);
  const { slug = "" } = path;
  const known = knownTemplate({ channel, slug });
  if (known === undefined) throw clerkError("resourceNotFound");
  return { channel, slug, known };
}

function show(
  { instance }: BackendCall,
  { asked, changed }: { readonly asked: Asked; readonly changed: MessageTemplateRow | undefined },
) {
  return messageTemplateJson({
    template: changed ?? unchangedTemplate(asked, asked.known),
    instanceId: instance.id,
    position: slugsOf(asked.channel).indexOf(asked.slug),
    changed: changed !== undefined,
    variables: asked.known.variables,
    required: asked.known.required,
    sender: instance.settings.current().from_email_address,
  });
}

async function list(call: BackendCall, path: Path) {
  const channel = channelOf(path);
  const { limit, offset } = pageOf(call);
  const changed = await listMessageTemplates(call.instance.database, channel);
  const all = slugsOf(channel).map((slug) =>
    show(call, {
      asked: askedFor({ type: channel, slug }),
      changed: changed.find((one) => one.slug === slug),
    }),
  );
  const shown = all.slice(offset, offset + limit);
  return call.query.flag("paginated") === true ? pageJson(shown, all.length) : shown;
}

function rewrite(
  call: BackendCall,
  {
    path,
    next,
  }: {
    readonly path: Path;
    readonly next: (template: MessageTemplateRow, asked: Asked) => MessageTemplateRow;
  },
) {
  const asked = askedFor(path);
  return change(call, async (work: Work) => {
    const before = await findMessageTemplate(work, asked);
    const template = before ?? {
      ...unchangedTemplate(asked, asked.known),
      created_at: work.now,
    };
    const changed = { ...next(template, asked), updated_at: work.now };
    await saveMessageTemplate(work, changed);
    return show(call, { asked, changed });
  });
}

/** What the form says in place of what the template has. @throws ClerkApiError */
function readTemplate(
  form: Form,
  { template, asked }: { readonly template: MessageTemplateRow; readonly asked: Asked },
): MessageTemplateRow {
  const mail = asked.channel === "email";
  const body = form.text("body") ?? template.body;
  requireBody(body, asked);
  const markup = form.text("markup") ?? template.markup;
  requireLength(markup, { param: "markup", limit: MAX_MAIL });
  const subject = mail ? (form.clearableText("subject", MAX_LINE) ?? template.subject) : "";
  return {
    ...template,
    name: form.clearableText("name", MAX_LINE) ?? template.name,
    subject: singleLine(subject),
    markup,
    body,
    sender: mail ? readLocalPart(form, "from_email_name", template.sender) : null,
    reply_to: mail ? readLocalPart(form, "reply_to_email_name", template.reply_to) : null,
    delivered_by_clerk: form.flag("delivered_by_clerk") ?? template.delivered_by_clerk,
  };
}

function requireBody(body: string, { channel, known }: Asked): void {
  if (body.trim() === "") throw clerkError("paramNil", { param: "body", values: { name: "body" } });
  if (channel === "sms" && body.length > MAX_SMS) {
    throw clerkError("smsTooLong", { param: "body", values: { limit: MAX_SMS } });
  }
  requireLength(body, { param: "body", limit: MAX_MAIL });
  const named = variablesOf(body);
  const missing = known.required.find((name) => !named.has(name));
  if (missing !== undefined) {
    throw clerkError("templateVariableMissing", { param: "body", values: { name: missing } });
  }
}

function requireLength(
  text: string,
  { param, limit }: { readonly param: string; readonly limit: number },
): void {
  if (text.length > limit) throw clerkError("paramTooLong", { param, values: { limit } });
}

function singleLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}

function readLocalPart(form: Form, name: string, before: string | null): string | null {
  if (!form.has(name)) return before;
  const text = form.clearableText(name, 64) ?? null;
  if (text === null || /^[\w.+-]+$/.test(text)) return text;
  throw clerkError("paramFormatInvalid", {
    param: name,
    values: { expected: "the part of an email address before the @" },
  });
}

/** The template, or what it would become, filled with examples. Nothing is saved. */
async function preview(call: BackendCall, path: Path) {
  const asked = askedFor(path);
  const { database, settings, addresses } = call.instance;
  const before = await findMessageTemplate(database, asked);
  const template = readTemplate(call.form, {
    template: before ?? unchangedTemplate(asked, asked.known),
    asked,
  });
  const { application_name, from_email_address } = settings.current();
  const data: JsonObject = {
    app: { name: application_name },
    otp_code: "123456",
    action_url: `${addresses.app}/v1/tickets/accept?ticket=example`,
    org: { name: "Example organization", role: "Member" },
    new_email_address: "new@example.com",
  };
  const body = fillTemplate(template.body, data);
  if (asked.channel === "sms") return { body };
  const host = new URL(addresses.app).hostname;
  return {
    subject: fillTemplate(template.subject, data),
    body,
    from_email_address: `${template.sender ?? from_email_address}@${host}`,
    reply_to_email_address: template.reply_to === null ? "" : `${template.reply_to}@${host}`,
  };
}
