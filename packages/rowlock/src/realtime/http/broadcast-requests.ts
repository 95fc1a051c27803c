// Broadcasts by HTTP: several in one body, or one whose body is the payload. To a private topic by the right to add its
// message, asked as the caller; in the form for several nobody is told which were dropped for want of it, as on hosted.
import { headersOf } from "../../http/request-headers.ts";
import { noteRequest } from "../../http/request-log.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import { readBearerToken } from "../../tokens/verify/bearer-token.ts";
import { MOST_BROADCAST, NOT_KEPT } from "../channel/broadcast-events.ts";
import type { ChannelServices } from "../channel/channel-services.ts";
import { Refusal } from "../refusal.ts";
import { TOPIC_PREFIX } from "../wire/frame.ts";
import { broadcastMessage } from "../wire/server-message.ts";
import { type HttpBroadcast, readBroadcasts, readPayload } from "./broadcast-body.ts";
import { xHeaders } from "./x-headers.ts";

type Services = Pick<ChannelServices, "rooms" | "rights" | "check">;

/** Where a message of `httpSend` goes; both parts are encoded. */
const ONE = /^\/([^/]+)\/events\/([^/]+)$/;

/** `path`: behind `/api/broadcast`. */
export async function answerBroadcast(
  request: Request,
  { path, services }: { readonly path: string; readonly services: Services },
): Promise<Response> {
  const [, topic, event] = ONE.exec(path) ?? [];
  if (request.method !== "POST" || (path !== "" && topic === undefined)) {
    return told(404, { message: "Not found" });
  }
  const token = await whoAsks(request, services);
  if (token === undefined) return told(401, { message: "Unauthorized" });
  const caller = { token, headers: xHeaders(headersOf(request)) };
  if (topic === undefined || event === undefined) return sendAll(request, { caller, services });
  return sendOne(request, { topic, event, caller, services });
}

async function whoAsks(request: Request, { check }: Services): Promise<VerifiedToken | undefined> {
  const headers = headersOf(request);
  const text = readBearerToken(headers.get("authorization")) ?? headers.get("apikey");
  if (text === undefined) return undefined;
  try {
    const { token } = await check(text);
    const { sub } = token.claims;
    noteRequest(request, { role: token.role, user: typeof sub === "string" ? sub : undefined });
    return token;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

interface Sending {
  readonly caller: { readonly token: VerifiedToken; readonly headers: string };
  readonly services: Services;
}

async function sendAll(request: Request, sending: Sending): Promise<Response> {
  const read = readBroadcasts(await request.text());
  if (read.errors !== undefined) return told(422, { errors: read.errors });
  if (read.broadcasts.some(({ bytes }) => bytes.length > MOST_BROADCAST)) return tooLarge();
  const asked = new Map<string, boolean>();
  for (const broadcast of read.broadcasts) {
    const { topic } = broadcast;
    const may = asked.get(topic) ?? (await maySend(broadcast, sending));
    if (broadcast.isPrivate) asked.set(topic, may);
    if (may || !broadcast.isPrivate) send(broadcast, sending);
  }
  return new Response(null, { status: 202 });
}

interface SendingOne extends Sending {
  readonly topic: string;
  readonly event: string;
}

async function sendOne(
  request: Request,
  { topic, event, ...sending }: SendingOne,
): Promise<Response> {
  const type = headersOf(request).get("content-type") ?? "";
  const isJson = /^application\/json\s*(;|$)/i.test(type);
  if (!isJson && !/^application\/octet-stream\s*(;|$)/i.test(type)) {
    return told(415, {
      error: "Unsupported Media Type. Use application/json or application/octet-stream",
    });
  }
  const names = decodeNames([topic, event]);
  const payload = readPayload(Buffer.from(await request.arrayBuffer()), isJson);
  if (names === undefined || payload === undefined) {
    return told(400, { error: "The payload must be JSON, and the path encoded as a URL's" });
  }
  if (payload.bytes.length > MOST_BROADCAST) return tooLarge();
  const { searchParams } = new URL(request.url);
  if ([...searchParams.keys()].some((key) => key.startsWith("persist"))) {
    return told(501, { error: NOT_KEPT });
  }
  const isPrivate = searchParams.get("private") === "true";
  const broadcast = { ...names, ...payload, isPrivate };
  if (!(await maySend(broadcast, sending))) return told(403, { message: "Unauthorized" });
  send(broadcast, sending);
  return new Response(null, { status: 202 });
}

function decodeNames([topic, event]: readonly [string, string]) {
  try {
    return { topic: decodeURIComponent(topic), event: decodeURIComponent(event) };
  } catch {
    return undefined;
  }
}

async function maySend({ topic, isPrivate }: HttpBroadcast, sending: Sending): Promise<boolean> {
  return !isPrivate || sending.services.rights.maySpeak({ ...sending.caller, topic }, "broadcast");
}

function send({ topic, isPrivate, ...content }: HttpBroadcast, { services }: Sending): void {
  const message = broadcastMessage({ ...content, topic: `${TOPIC_PREFIX}${topic}` });
  services.rooms.find({ topic, isPrivate })?.send("broadcast", message);
}

function tooLarge(): Response {
  return told(413, { message: `A broadcast is at most ${MOST_BROADCAST} bytes` });
}

function told(status: number, body: object): Response {
  return Response.json(body, { status });
}
