// Every answer that the listener gives by itself, before a handler is asked or in its place.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { BodyExcess } from "./body-limit.ts";
import { errorResponse } from "./error-response.ts";
import type { HostCheck } from "./host-check.ts";
import type { HttpLimits } from "./limits.ts";

/** The refusal of a target that is no path or too long, or of too many headers. */
export function refuseTarget(incoming: IncomingMessage, limits: HttpLimits): Response | undefined {
  const target = incoming.url ?? "";
  if (!target.startsWith("/")) return answerUnreadableTarget();
  if (target.length > limits.url) {
    return errorResponse(414, {
      code: "URL_TOO_LONG",
      message: `The URL is longer than ${limits.url} bytes`,
      hint: "Send long lists in a body: as an RPC, or in several requests",
    });
  }
  const size = incoming.rawHeaders.reduce((sum, text) => sum + text.length, 0);
  return size > limits.headers ? headersTooLarge() : undefined;
}

/** For what is no path, and for a Host that is no host. */
export function answerUnreadableTarget(): Response {
  return errorResponse(400, {
    code: "REQUEST_TARGET",
    message: "The request's target must be a path, and its Host a host",
    hint: "This server is not a proxy",
  });
}

/** The refusal of a Host that does not name this machine; no Host, or several, name none. */
export function refuseHost(
  host: string | undefined,
  { name, check }: { readonly name: string; readonly check: HostCheck },
): Response | undefined {
  if (host !== undefined && check.allows(host)) return undefined;
  return errorResponse(421, {
    code: "HOST_NOT_ALLOWED",
    message: `The Host header does not name ${name} on this machine`,
    hint: `Expected one of ${check.description}`,
  });
}

// A page must be able to read why its upload failed, and there is nothing in these answers that is anybody's.
const FOR_EVERY_PAGE = { "access-control-allow-origin": "*" };

/** For a body beyond its limit: the connection ends, because the rest of it may still come. For one without room: later. */
export function answerBodyExcess(excess: BodyExcess, { body }: HttpLimits): Response {
  if (excess === "too large") {
    return errorResponse(
      413,
      { code: "BODY_TOO_LARGE", message: `The body is larger than ${body} bytes` },
      { connection: "close", ...FOR_EVERY_PAGE },
    );
  }
  return errorResponse(
    503,
    {
      code: "BODIES_IN_FLIGHT",
      message: "There is no room for a body of this size beside those that are being worked on",
      hint: "Send it again in a moment, or send less at once",
    },
    {
      "retry-after": "1",
      "access-control-expose-headers": "Retry-After",
      ...FOR_EVERY_PAGE,
    },
  );
}

/** For what a handler threw: nothing of it is shown. */
export function answerInternalError(): Response {
  return errorResponse(500, {
    code: "INTERNAL",
    message: "Something that Rowlock did not foresee went wrong",
    hint: "Read the log of the server",
  });
}

function headersTooLarge(): Response {
  return errorResponse(431, {
    code: "HEADERS_TOO_LARGE",
    message: "The request's headers are too large",
    hint: "Cookies of other apps on this host count too: clear them",
  });
}

const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/** Answers what node's parser could not read; the socket has no request yet. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = UNREADABLE[error.code ?? ""] ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
