// One request on its way to a fetch handler and back: checks of Host and size before it, the request log after it.
// It shows no error's text to a client.
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { declaresTooMuch, hasUnknownLength, limitBody } from "./body-limit.ts";
import { createHostCheck } from "./host-check.ts";
import type { HttpLimits } from "./limits.ts";
import {
  answerBodyTooLarge,
  answerInternalError,
  answerUnreadableTarget,
  refuseHost,
  refuseTarget,
} from "./refusals.ts";
import { noteHeaders, type RequestHeaders, readRawHeaders } from "./request-headers.ts";
import { loggablePath, notesOf, type RequestLogEntry } from "./request-log.ts";
import { statusTextOf } from "./status-text.ts";

export type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface RequestListenerOptions {
  readonly fetch: FetchHandler;
  /** What listens, for messages: "the Data API". */
  readonly name: string;
  readonly limits: HttpLimits;
  /** Names besides loopback's that Host may hold; "any": Host is not checked (a server behind a proxy). */
  readonly allowedHosts?: readonly string[] | "any" | undefined;
  /** Whether a connection is to end with its answer. */
  readonly isClosing: () => boolean;
  /** Called after each request. */
  readonly onRequest?: ((entry: RequestLogEntry) => void) | undefined;
  /** Told of what the handler threw; the client gets a plain 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

// The request that the handler was given, kept on the message that it came from.
const ANSWERED = Symbol("the handler's request");

type Answered = IncomingMessage & { [ANSWERED]?: Request };

/** What node's server calls with each request. */
export function createRequestListener(
  options: RequestListenerOptions,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { name, allowedHosts, limits, isClosing } = options;
  const check = allowedHosts === "any" ? undefined : createHostCheck(allowedHosts);

  async function answer(request: Request, incoming: Answered): Promise<Response> {
    const headers = readRawHeaders(incoming.rawHeaders);
    const refused =
      refuseTarget(incoming, limits) ??
      (check && refuseHost(headers.get("host"), { name, check })) ??
      (declaresTooMuch(incoming, limits.body) ? answerBodyTooLarge(limits.body) : undefined);
    if (refused !== undefined) return refused;
    if (hasUnknownLength(incoming)) return answerCounted(request, { incoming, headers });
    noteHeaders(request, headers);
    incoming[ANSWERED] = request;
    return options.fetch(request);
  }

  async function answerCounted(
    request: Request,
    { incoming, headers }: { readonly incoming: Answered; readonly headers: RequestHeaders },
  ): Promise<Response> {
    const limited = limitBody(request, limits.body);
    noteHeaders(limited.request, headers);
    incoming[ANSWERED] = limited.request;
    try {
      const response = await options.fetch(limited.request);
      return limited.exceeded() ? answerBodyTooLarge(limits.body) : response;
    } catch (error) {
      if (limited.exceeded()) return answerBodyTooLarge(limits.body);
      throw error;
    }
  }

  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await answer(request, incoming as IncomingMessage);
      const text = statusTextOf(response);
      if (text !== undefined) (outgoing as ServerResponse).statusMessage = text;
      return response;
    },
    {
      errorHandler(error) {
        if (error instanceof RequestError) return answerUnreadableTarget();
        options.onError?.(error);
        return answerInternalError();
      },
    },
  );

  return (incoming, outgoing) => {
    if (isClosing()) outgoing.setHeader("connection", "close");
    if (options.onRequest !== undefined) tellWhenDone({ incoming, outgoing }, options.onRequest);
    void listener(incoming, outgoing);
  };
}

interface ServedMessages {
  readonly incoming: Answered;
  readonly outgoing: ServerResponse;
}

function tellWhenDone(
  { incoming, outgoing }: ServedMessages,
  tell: (entry: RequestLogEntry) => void,
): void {
  const startedAt = performance.now();
  outgoing.once("close", () => {
    const { role, user } = notesOf(incoming[ANSWERED]);
    tell({
      method: incoming.method ?? "",
      path: loggablePath(incoming.url ?? ""),
      status: outgoing.statusCode,
      ms: performance.now() - startedAt,
      aborted: !outgoing.writableFinished,
      role,
      user,
    });
  });
}
