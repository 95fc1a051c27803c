// /v1/rowlock/webhook_...: Rowlock's own part of the Backend API, where Clerk's has a dashboard: endpoints, the log of
// deliveries, replay, and the switches that make a delivery misbehave.
import * as z from "zod";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  findReceivers,
  listAttempts,
  listWebhookMessages,
  scheduleDelivery,
  type WebhookEndpointRow,
  type WebhookFaults,
} from "../store/webhooks.ts";
import { EVENT_TYPES } from "../webhooks/event-types.ts";
import { isSigningSecret, newSigningSecret } from "../webhooks/sign-message.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const ENDPOINTS = "/rowlock/webhook_endpoints";
const MESSAGES = "/rowlock/webhook_messages";

export function rowlockWebhookRoutes(app: BackendApp): void {
  route(app, ["GET", "/rowlock/webhook_event_types"], async () =>
    pageJson(EVENT_TYPES, EVENT_TYPES.length),
  );
  route(app, ["GET", ENDPOINTS], async ({ instance }) => {
    const data = instance.webhooks.endpoints.all().map(endpointJson);
    return pageJson(data, data.length);
  });
  route(app, ["POST", ENDPOINTS], createEndpoint);
  route(app, ["GET", `${ENDPOINTS}/:id`], async (call, { id = "" }) =>
    endpointJson(requireEndpoint(call, id)),
  );
  route(app, ["GET", `${ENDPOINTS}/:id/secret`], async (call, { id = "" }) => ({
    signing_secret: requireEndpoint(call, id).signing_secret,
  }));
  route(app, ["PATCH", `${ENDPOINTS}/:id`], updateEndpoint);
  route(app, ["DELETE", `${ENDPOINTS}/:id`], async (call, { id = "" }) => {
    const endpoint = requireEndpoint(call, id);
    if (endpoint.declared) throw clerkError("declaredInFile", { values: { what: "webhook" } });
    await call.instance.webhooks.endpoints.remove(id);
    return deletedJson("webhook_endpoint", id);
  });
  messageRoutes(app);
}

function endpointJson({ signing_secret: _hidden, ...endpoint }: WebhookEndpointRow) {
  return { object: "webhook_endpoint", ...endpoint } as const;
}

function requireEndpoint({ instance }: BackendCall, id: string): WebhookEndpointRow {
  const endpoint = instance.webhooks.endpoints.find(id);
  if (endpoint === undefined) throw clerkError("resourceNotFound");
  return endpoint;
}

function readUrl(form: Form): string | undefined {
  const url = form.text("url") ?? undefined;
  if (url === undefined || (URL.canParse(url) && /^https?:\/\//.test(url))) return url;
  throw clerkError("paramFormatInvalid", {
    param: "url",
    values: { expected: "an http or https address" },
  });
}

function readEvents(form: Form): readonly string[] | undefined {
  const events = form.texts("events");
  const known = (event: string) =>
    EVENT_TYPES.some(
      (type) => type === event || (event.endsWith(".*") && type.startsWith(event.slice(0, -1))),
    );
  const unknown = events?.find((event) => !known(event));
  if (unknown === undefined) return events;
  throw clerkError("paramValueInvalid", {
    param: "events",
    values: { reason: `${unknown} is no event type` },
  });
}

function readSecret(form: Form): string | undefined {
  const secret = form.text("signing_secret") ?? undefined;
  if (secret === undefined || isSigningSecret(secret)) return secret;
  throw clerkError("paramFormatInvalid", {
    param: "signing_secret",
    values: { expected: "whsec_ and base64" },
  });
}

const share = z.number().min(0).max(1).optional();
const wait = z.number().int().min(0).max(600_000).optional();
const faultsSchema = z.strictObject({
  fail: share,
  lose_answer: share,
  duplicate: share,
  reorder: share,
  reorder_ms: wait,
  delay_ms: wait,
});

function readFaults(form: Form): WebhookFaults | undefined {
  const faults = form.object("faults") ?? undefined;
  if (faults === undefined) return undefined;
  const parsed = faultsSchema.safeParse(faults);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw clerkError("paramValueInvalid", {
    param: "faults",
    values: { reason: `faults.${issue?.path.join(".")}: ${issue?.message}` },
  });
}

async function createEndpoint({ instance, form }: BackendCall) {
  const { clock, random, webhooks } = instance;
  form.requireText("url");
  const now = clock();
  const endpoint: WebhookEndpointRow = {
    id: webhooks.endpoints.newId(),
    url: readUrl(form) ?? "",
    events: readEvents(form) ?? [],
    signing_secret: readSecret(form) ?? newSigningSecret(random),
    enabled: form.flag("enabled") ?? true,
    faults: readFaults(form) ?? {},
    declared: false,
    created_at: now,
    updated_at: now,
  };
  await webhooks.endpoints.save(endpoint);
  return endpointJson(endpoint);
}

/** Of a declared endpoint only what is for testing changes here; the file says the rest. */
async function updateEndpoint(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { form, instance } = call;
  const endpoint = requireEndpoint(call, id);
  const fixed = ["url", "events", "signing_secret"].some((name) => form.has(name));
  if (endpoint.declared && fixed) {
    throw clerkError("declaredInFile", { values: { what: "webhook" } });
  }
  const next: WebhookEndpointRow = {
    ...endpoint,
    url: readUrl(form) ?? endpoint.url,
    events: readEvents(form) ?? endpoint.events,
    signing_secret: readSecret(form) ?? endpoint.signing_secret,
    enabled: form.flag("enabled") ?? endpoint.enabled,
    faults: readFaults(form) ?? endpoint.faults,
    updated_at: instance.clock(),
  };
  await instance.webhooks.endpoints.save(next);
  instance.webhooks.wake();
  return endpointJson(next);
}

function messageRoutes(app: BackendApp): void {
  route(app, ["GET", MESSAGES], async (call) => {
    const { query, instance } = call;
    const { data, total } = await listWebhookMessages(instance.database, {
      filter: {
        type: query.text("type") || undefined,
        endpointId: query.text("endpoint_id") || undefined,
        status: query.text("status") || undefined,
      },
      ...pageOf(call),
    });
    return pageJson(data.map(messageJson), total);
  });
  route(app, ["GET", `${MESSAGES}/:id`], async (call, { id = "" }) => {
    const attempts = await listAttempts(call.instance.database, id);
    return { ...messageJson(await requireMessage(call, id)), attempts };
  });
  route(app, ["POST", `${MESSAGES}/:id/replay`], async (call, { id = "" }) => {
    const message = await requireMessage(call, id);
    const only = call.form.text("endpoint_id");
    await change(call, (work) => replay(work, { messageId: id, only }));
    call.instance.webhooks.wake();
    return messageJson(await requireMessage(call, message.id));
  });
}

type LoggedMessage = Awaited<ReturnType<typeof listWebhookMessages>>["data"][number];

function messageJson({ payload, ...message }: LoggedMessage) {
  return { object: "webhook_message", ...message, payload: JSON.parse(payload) as object } as const;
}

async function requireMessage({ instance }: BackendCall, id: string): Promise<LoggedMessage> {
  const page = { filter: { id }, limit: 1, offset: 0 };
  const { data } = await listWebhookMessages(instance.database, page);
  const [message] = data;
  if (message === undefined) throw clerkError("resourceNotFound");
  return message;
}

/** Sends a message again: to one endpoint, or to every one that had it. */
async function replay(
  work: Work,
  { messageId, only }: { readonly messageId: string; readonly only: string | null | undefined },
): Promise<void> {
  const endpointIds = only ? [only] : await findReceivers(work, messageId);
  for (const endpointId of endpointIds) {
    if (work.instance.webhooks.endpoints.find(endpointId) === undefined) {
      throw clerkError("resourceNotFound", { param: "endpoint_id" });
    }
    await scheduleDelivery(work, { messageId, endpointId, at: work.now });
  }
}
