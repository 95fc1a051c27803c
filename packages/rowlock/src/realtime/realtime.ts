// Supabase Realtime: a socket with channels, and broadcasts by HTTP. It owns no connection to a database, no key and no
// clock: they are ports, passed in. Policies on realtime.messages decide who hears and speaks on private channels, and the
// feed gives each subscriber only changes of rows that their policies show them.
import type { WebSocket } from "ws";
import type { BatchRunner } from "../database/batch/batch.ts";
import { headersOf } from "../http/request-headers.ts";
import { noteRequest } from "../http/request-log.ts";
import type { UpgradeHandler } from "../http/web-sockets.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import type { ChannelServices } from "./channel/channel-services.ts";
import { answerBroadcast } from "./http/broadcast-requests.ts";
import { xHeaders } from "./http/x-headers.ts";
import type { ChangeFeed, StoredMessage } from "./ports.ts";
import { Refusal } from "./refusal.ts";
import { createTokenCheck } from "./rights/token-check.ts";
import { createTopicRights } from "./rights/topic-rights.ts";
import { createRooms, type Rooms } from "./rooms/rooms.ts";
import { serveConnection } from "./socket/connection.ts";
import { createKeepAlive } from "./socket/keep-alive.ts";
import { type ProtocolVersion, TOPIC_PREFIX } from "./wire/frame.ts";
import { broadcastMessage, textMessage } from "./wire/server-message.ts";

export interface RealtimeOptions {
  /** The runner whose login may become this role. */
  readonly runner: (role: string) => BatchRunner;
  /** Who a token or an API key stands for. @throws TokenError */
  readonly authenticate: (text: string) => VerifiedToken | Promise<VerifiedToken>;
  readonly feed: ChangeFeed;
  /** What stands before the paths, such as `/realtime/v1`. */
  readonly basePath: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** Told, in a sentence, what a developer should know. */
  readonly onNotice: (notice: string) => void;
  /** Told of what nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

export interface Realtime {
  /** Answers what is no WebSocket. */
  fetch(request: Request): Promise<Response>;
  readonly upgrade: UpgradeHandler;
  /** Takes leave of everybody. */
  close(): Promise<void>;
}

/** RFC 6455, 7.4.1: the server goes; clients come again by themselves. */
const GOING_AWAY = 1001;

export function createRealtime(options: RealtimeOptions): Realtime {
  const { feed, basePath, newId, onNotice } = options;
  const rooms = createRooms({
    newRef: newId,
    presenceMessage: (topic, change) =>
      textMessage({
        topic: `${TOPIC_PREFIX}${topic}`,
        event: "presence_diff",
        payload: JSON.stringify(change),
      }),
  });
  const services: ChannelServices = {
    ...options,
    rooms,
    check: createTokenCheck(options),
    rights: createTopicRights({
      ...options,
      onPolicyError: (code) =>
        onNotice(`A policy on realtime.messages fails (${code}), which counts as no`),
    }),
  };
  const sockets = new Set<WebSocket>();
  const keepAlive = createKeepAlive();
  const pass = (message: StoredMessage) => passStored(rooms, message);
  /** The log is read for whoever is there to hear of it. */
  let forget: (() => void) | undefined;

  return {
    async fetch(request) {
      const path = pathOf(request, basePath);
      if (path === "/websocket") return answerNoSocket(request);
      const broadcast = /^\/api\/broadcast(?=\/|$)/.exec(path)?.[0];
      if (broadcast === undefined) return Response.json({ message: "Not found" }, { status: 404 });
      try {
        return await answerBroadcast(request, { path: path.slice(broadcast.length), services });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return Response.json({ message: error.message }, { status: 503 });
      }
    },
    async upgrade(request) {
      const version = versionOf(request);
      const apiKey = headersOf(request).get("apikey");
      if (pathOf(request, basePath) !== "/websocket") return undefined;
      if (version === undefined || apiKey === undefined) return undefined;
      const { role } = await options.authenticate(apiKey);
      noteRequest(request, { role });
      const headers = xHeaders(headersOf(request));
      return (socket, stream) => {
        sockets.add(socket);
        forget ??= feed.onMessage(pass);
        socket.once("close", () => {
          sockets.delete(socket);
          if (sockets.size > 0) return;
          forget?.();
          forget = undefined;
        });
        keepAlive.add(socket);
        serveConnection(socket, {
          stream,
          version,
          apiKey,
          headers,
          services,
          onSlow: tellOfSlow,
        });
      };
    },
    async close() {
      forget?.();
      keepAlive.stop();
      for (const socket of sockets) socket.close(GOING_AWAY);
      await feed.close();
    },
  };

  function tellOfSlow(): void {
    onNotice("A realtime client that does not read what it is sent was cut off");
  }
}

/** As the service says it behind hosted's gateway. */
function answerNoSocket(request: Request): Response {
  if (!headersOf(request).has("apikey")) {
    return Response.json({ error: "API key is missing" }, { status: 401 });
  }
  if (versionOf(request) === undefined) {
    return Response.json({ error: "vsn must be 1.0.0 or 2.0.0" }, { status: 400 });
  }
  const headers = { upgrade: "websocket" };
  return Response.json({ error: "This address takes WebSockets" }, { status: 426, headers });
}

/** Undefined: one that is not spoken here. Without one, the first, as with Phoenix. */
function versionOf(request: Request): ProtocolVersion | undefined {
  const given = new URL(request.url).searchParams.get("vsn") ?? "1.0.0";
  if (given === "1.0.0") return "1";
  return given === "2.0.0" ? "2" : undefined;
}

/** As it came, without the query. */
function pathOf({ url }: Request, basePath: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const [path = ""] = url.slice(start).split("?", 1);
  return path.slice(basePath.length);
}

/** A row of realtime.messages, to whoever is on its topic. */
function passStored(rooms: Rooms, message: StoredMessage): void {
  const { topic, event, id } = message;
  const room = rooms.find({ topic, isPrivate: message.private });
  if (room === undefined) return;
  const isJson = message.binaryPayload === null;
  const bytes = message.binaryPayload ?? Buffer.from(message.payload ?? "null");
  const content = { topic: `${TOPIC_PREFIX}${topic}`, event, isJson, bytes, meta: { id } };
  room.send("broadcast", broadcastMessage(content), { id });
}
