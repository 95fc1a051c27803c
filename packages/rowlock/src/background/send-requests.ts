// Sends the requests of net.http_request_queue and keeps their answers in net._http_response, as pg_net does. A request
// is taken out of the queue before it is sent: it goes out once or, when the process dies, not at all.
// INVARIANT: only to loopback and to hosts that rowlock.toml names; a redirect is an answer, never followed.
import type pg from "pg";
import { withClient } from "../database/pool/with-client.ts";

interface QueuedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: Buffer | null;
  readonly timeout_milliseconds: number;
}

export interface RequestSenderOptions {
  /** Of the app's database, by its owner. */
  readonly connectionString: string;
  /** Host names besides loopback ones, without a port. */
  readonly allowedHosts: readonly string[];
  readonly fetch: typeof fetch;
  readonly onError: (error: unknown) => void;
}

export interface RequestSender {
  /** Sends what is queued. Calls that come meanwhile are one more round. */
  wake(): Promise<void>;
}

const BATCH = 50;
/** Answers are kept as long as pg_net keeps them. */
const KEPT = "6 hours";
const MAX_ANSWER_BYTES = 5_000_000;

export function createRequestSender(options: RequestSenderOptions): RequestSender {
  let round: Promise<void> | undefined;
  let again = false;

  async function rounds(): Promise<void> {
    do {
      again = false;
      await withClient(options.connectionString, (client) => sendQueued(client, options));
    } while (again);
  }

  return {
    wake() {
      if (round !== undefined) {
        again = true;
        return round;
      }
      round = rounds()
        .catch(options.onError)
        .finally(() => {
          round = undefined;
        });
      return round;
    },
  };
}

const TAKE = `
  delete from net.http_request_queue where id in (
    select id from net.http_request_queue order by id limit ${BATCH} for update skip locked
  )
  returning id::text, method, url, headers, body, timeout_milliseconds`;

const KEEP = `
  insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
  values ($1, $2, $3, $4, $5, $6, $7)`;

async function sendQueued(client: pg.Client, options: RequestSenderOptions): Promise<void> {
  await client.query(`delete from net._http_response where created < now() - interval '${KEPT}'`);
  for (;;) {
    const { rows } = await client.query<QueuedRequest>(TAKE);
    if (rows.length === 0) return;
    await Promise.all(
      rows.map(async (request) => {
        await client.query(KEEP, [...(await answerTo(request, options))]);
      }),
    );
  }
}

type Answer = readonly [
  id: string,
  status: number | null,
  contentType: string | null,
  headers: string | null,
  content: string | null,
  timedOut: boolean | null,
  error: string | null,
];

async function answerTo(request: QueuedRequest, options: RequestSenderOptions): Promise<Answer> {
  const { id, method, body, timeout_milliseconds: timeout } = request;
  const failed = (error: string, timedOut = false): Answer => [
    id,
    null,
    null,
    null,
    null,
    timedOut,
    error,
  ];
  const url = reachable(request.url, options.allowedHosts);
  if (typeof url === "string") return failed(url);
  try {
    const response = await options.fetch(url, {
      method,
      headers: request.headers ?? {},
      ...(body === null ? {} : { body: new Uint8Array(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    const content = (await response.arrayBuffer()).slice(0, MAX_ANSWER_BYTES);
    return [
      id,
      response.status,
      response.headers.get("content-type"),
      JSON.stringify(Object.fromEntries(response.headers)),
      // PostgreSQL's text holds no NUL.
      Buffer.from(content).toString("utf8").replaceAll("\0", ""),
      false,
      null,
    ];
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError") return failed(`Timeout of ${timeout} ms reached`, true);
    return failed(cause instanceof Error ? cause.message || message : message);
  }
}

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Where to send to, or why not. */
function reachable(text: string, allowedHosts: readonly string[]): URL | string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "URL using bad/illegal format or missing URL";
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return `Protocol "${url.protocol.slice(0, -1)}" not supported`;
  }
  // What the Supabase CLI's containers call the machine itself.
  if (url.hostname === "host.docker.internal") url.hostname = "127.0.0.1";
  if (LOOPBACK.test(url.hostname) || allowedHosts.includes(url.hostname)) return url;
  return `Rowlock sends requests to this machine only: name ${url.hostname} under [net] allowed_hosts in rowlock.toml to let it be called`;
}
