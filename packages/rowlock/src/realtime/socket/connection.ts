// One WebSocket: its client's messages, each given to its channel in its order, and its channels' messages to it.
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { ChannelHost, ChannelServices } from "../channel/channel-services.ts";
import {
  type ClientFrame,
  FrameError,
  type ProtocolVersion,
  type TextFrame,
  TOPIC_PREFIX,
} from "../wire/frame.ts";
import { readBinary } from "../wire/read-binary.ts";
import { readText } from "../wire/read-text.ts";
import { createDispatch } from "./dispatch.ts";
import { createOutbox } from "./outbox.ts";
import { createPlaces } from "./places.ts";

export interface ConnectionOptions {
  readonly version: ProtocolVersion;
  /** Below the socket. */
  readonly stream: Duplex;
  readonly apiKey: string;
  /** The headers that begin with x-, as a JSON object. */
  readonly headers: string;
  readonly services: ChannelServices;
  readonly onSlow: () => void;
}

/** RFC 6455, 7.4.1: what came is not what its kind says. */
const INVALID_DATA = 1007;

export function serveConnection(socket: WebSocket, options: ConnectionOptions): void {
  const { apiKey, headers, version, services } = options;
  const { onError } = services;
  const places = createPlaces({ socket, onError });
  const outbox = createOutbox(socket, options);
  const host: ChannelHost = {
    apiKey,
    headers,
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    send: outbox.send,
    drop: () => socket.terminate(),
    forget: places.clear,
  };
  const dispatch = createDispatch({ host, places, services });

  function take(frame: ClientFrame): void {
    if (frame.topic === "phoenix") dispatch.heartbeat(frame);
    else if (frame.kind === "text" && frame.event === "phx_join" && isChannel(frame)) {
      dispatch.join(frame);
    } else dispatch.pass(frame);
  }

  socket.on("message", (data, isBinary) => {
    try {
      take(readFrame(data, { isBinary, version }));
    } catch (error) {
      if (!(error instanceof FrameError)) onError(error);
      outbox.flush();
      socket.close(INVALID_DATA, error instanceof FrameError ? error.message : "");
    }
  });
  socket.on("close", places.leave);
}

function isChannel({ topic }: TextFrame): boolean {
  return topic.startsWith(TOPIC_PREFIX);
}

interface Received {
  readonly isBinary: boolean;
  readonly version: ProtocolVersion;
}

/** @throws FrameError */
function readFrame(data: RawData, { isBinary, version }: Received): ClientFrame {
  // ws gives one Buffer unless it is told otherwise.
  const bytes = data as Buffer;
  if (!isBinary) return readText(bytes.toString(), version);
  if (version === "1") throw new FrameError("Version 1.0.0 has no binary messages");
  return readBinary(bytes);
}
