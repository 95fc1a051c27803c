// One request on its way to a fetch handler and back: checks of Host and size before it, the request log after it.
// It shows no error's text to a client.
import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { type BodyShare, createBodyBudget } from "./body-budget.ts";
import { declaredExcess, hasUnknownLength, type LimitedRequest, limitBody } from "./body-limit.ts";
import type { HostCheck } from "./host-check.ts";
import type { HttpLimits } from "./limits.ts";
import {
  answerBodyExcess,
  answerInternalError,
  answerUnreadableTarget,
  refuseHost,
  refuseTarget,
} from "./refusals.ts";
import { noteHeaders, readRawHeaders } from "./request-headers.ts";
import { loggablePath, notesOf, type RequestLogEntry } from "./request-log.ts";
import { createRequester, type LeavingRequester, noteRequester } from "./requester.ts";
import { statusTextOf } from "./status-text.ts";

export type FetchHandler = (request: Request) => Response | Promise<Response>;

export interface RequestListenerOptions {
  readonly fetch: FetchHandler;
  /** What listens, for messages: "the Data API". */
  readonly name: string;
  readonly limits: HttpLimits;
  /** Whether what answers this path takes its body in as a stream, and keeps it to limits of its own. */
  readonly streams?: ((path: string) => boolean) | undefined;
  /** Undefined: any Host. */
  readonly check: HostCheck | undefined;
  /** Whether a connection is to end with its answer. */
  readonly isClosing: () => boolean;
  /** Called after each request. */
  readonly onRequest?: ((entry: RequestLogEntry) => void) | undefined;
  /** Told of what the handler threw; the client gets a plain 500. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What belongs to one request as long as it is under way. */
interface Exchange {
  readonly requester: LeavingRequester;
  readonly share: BodyShare;
  /** The request that the handler was given. */
  answered?: Request;
}

const EXCHANGE = Symbol("what belongs to a request");

type Served = IncomingMessage & { [EXCHANGE]: Exchange };

/** What node's server calls with each request. */
export function createRequestListener(
  options: RequestListenerOptions,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { name, check, limits, isClosing } = options;
  const budget = createBodyBudget(limits.bodies);

  async function answer(request: Request, incoming: Served): Promise<Response> {
    const headers = readRawHeaders(incoming.rawHeaders);
    const refused =
      refuseTarget(incoming, limits) ?? (check && refuseHost(headers.get("host"), { name, check }));
    if (refused !== undefined) return refused;
    const exchange = incoming[EXCHANGE];
    const handle = (given: Request) => {
      noteHeaders(given, headers);
      noteRequester(given, exchange.requester);
      exchange.answered = given;
      return options.fetch(given);
    };
    if (options.streams?.(incoming.url ?? "") === true) return handle(request);
    const bodyLimits = { limit: limits.body, share: exchange.share };
    const excess = declaredExcess(incoming, bodyLimits);
    if (excess !== undefined) return answerBodyExcess(excess, limits);
    if (!hasUnknownLength(incoming)) return handle(request);
    const limited = limitBody(request, bodyLimits);
    return answerLimited(limited, handle);
  }

  async function answerLimited(limited: LimitedRequest, handle: FetchHandler): Promise<Response> {
    let response: Response | undefined;
    let failure: unknown;
    try {
      response = await handle(limited.request);
    } catch (error) {
      failure = error;
    }
    const excess = limited.excess();
    if (excess !== undefined) return answerBodyExcess(excess, limits);
    if (response === undefined) throw failure;
    return response;
  }

  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const response = await answer(request, incoming as Served);
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
    const exchange: Exchange = { requester: createRequester(), share: budget.open() };
    const served = Object.assign(incoming, { [EXCHANGE]: exchange });
    const startedAt = performance.now();
    outgoing.once("close", () => {
      exchange.share.release();
      if (!outgoing.writableFinished) exchange.requester.leave();
      options.onRequest?.(logEntry({ served, outgoing, startedAt }));
    });
    void listener(served, outgoing);
  };
}

interface LoggedExchange {
  readonly served: Served;
  readonly outgoing: ServerResponse;
  /** Milliseconds of performance.now(). */
  readonly startedAt: number;
}

function logEntry({ served, outgoing, startedAt }: LoggedExchange): RequestLogEntry {
  const { role, user } = notesOf(served[EXCHANGE].answered);
  return {
    method: served.method ?? "",
    path: loggablePath(served.url ?? ""),
    status: outgoing.statusCode,
    ms: performance.now() - startedAt,
    aborted: !outgoing.writableFinished,
    role,
    user,
  };
}
