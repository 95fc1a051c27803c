// One attempt to deliver one message: signed, sent, timed. A redirect or anything but 2xx is a failure. What the
// endpoint answers in its body is not read.
import { signatureHeaders } from "./sign-message.ts";

export interface DeliverOptions {
  readonly url: string;
  readonly secret: string;
  readonly messageId: string;
  readonly payload: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface DeliveryAttempt {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
}

export async function deliver(options: DeliverOptions): Promise<DeliveryAttempt> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  try {
    const response = await options.fetch(options.url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "Rowlock-Webhooks/1.0",
        ...signatureHeaders({
          id: options.messageId,
          timestamp: Math.floor(options.now / 1000),
          payload: options.payload,
          secret: options.secret,
        }),
      },
      body: options.payload,
    });
    await response.body?.cancel();
    const { ok, status } = response;
    return {
      delivered: ok,
      status,
      error: ok ? null : `answered ${status}`,
      durationMs: elapsed(),
    };
  } catch (error) {
    return { delivered: false, status: null, error: reasonOf(error), durationMs: elapsed() };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === "string") return cause.code;
  return error.name === "TimeoutError" ? "timed out" : error.message;
}
