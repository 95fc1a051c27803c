// Who waits for a request's answer, and whether they still do. The listener makes it from the connection, because fetch's
// own AbortSignal costs more than a small request's way through the handler.

export interface HttpRequester {
  readonly hasLeft: boolean;
  /** Called once, when they leave. It belongs to whatever works for them at the moment. */
  onLeave: (() => void) | undefined;
}

const REQUESTER = Symbol("requester of a request");

type Noted = Request & { [REQUESTER]?: HttpRequester };

/** The noted requester, or one who leaves with the request's own signal. */
export function requesterOf(request: Request): HttpRequester {
  return (request as Noted)[REQUESTER] ?? bySignal(request.signal);
}

export function noteRequester(request: Request, requester: HttpRequester): void {
  (request as Noted)[REQUESTER] = requester;
}

export interface LeavingRequester extends HttpRequester {
  leave(): void;
}

export function createRequester(): LeavingRequester {
  let hasLeft = false;
  const requester: LeavingRequester = {
    get hasLeft() {
      return hasLeft;
    },
    onLeave: undefined,
    leave() {
      hasLeft = true;
      requester.onLeave?.();
    },
  };
  return requester;
}

function bySignal(signal: AbortSignal): HttpRequester {
  const requester = createRequester();
  if (signal.aborted) requester.leave();
  else signal.addEventListener("abort", () => requester.leave(), { once: true });
  return requester;
}
