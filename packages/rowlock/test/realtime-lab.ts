// A stack with realtime, two people and a private topic for each, for tests over real sockets with the official client.
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { WebSocket } from "ws";
import { GUIDE_TEMPLATE, startTestStack, type TestStack, type TestStackOptions } from "./stack.ts";

/** `room:ID` is its owner's alone; everybody signed in hears `news` and nobody speaks there. */
export const REALTIME_POLICIES = `
create policy own_hear on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'room:' || (select auth.jwt()->>'sub'));
create policy own_speak on realtime.messages for insert to authenticated
  with check ((select realtime.topic()) = 'room:' || (select auth.jwt()->>'sub'));
create policy news_hear on realtime.messages for select to authenticated
  using ((select realtime.topic()) = 'news' and extension = 'broadcast');
create policy broken on realtime.messages for select to authenticated
  using (case when (select realtime.topic()) = 'broken' then (1 / (length(topic) - length(topic))) = 1 end);
`;

const ROWLOCK_TOML = `${GUIDE_TEMPLATE}
[[clerk.users]]
email_address = "ada@example.com"

[[clerk.users]]
email_address = "grace@example.com"
`;

export type Person = "ada" | "grace";
export type TokenForm = "template" | "session";
export type Protocol = "1.0.0" | "2.0.0";

export interface OpenOptions {
  readonly form?: TokenForm;
  readonly vsn?: Protocol;
  /** Asks for the token in the form's place. */
  readonly accessToken?: () => Promise<string | null>;
}

export interface RealtimeLab {
  readonly api: TestStack;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly ids: Readonly<Record<Person, string>>;
  /** The official client, with the person's token before its first join. */
  as(person: Person, options?: OpenOptions): Promise<SupabaseClient>;
  /** With an API key alone. */
  withKey(key: string, vsn?: Protocol): SupabaseClient;
  token(person: Person, form?: TokenForm): Promise<string>;
  /** A socket without a client. */
  socket(vsn?: Protocol, key?: string): Promise<RawSocket>;
  close(): Promise<void>;
}

export interface RawSocket {
  readonly socket: WebSocket;
  /** Text messages. */
  readonly received: readonly unknown[];
  readonly binary: readonly Buffer[];
  send(message: unknown): void;
  /** The first message that fits, of those that came or come. */
  next(fits: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage>;
  /** Joins a topic in version 2, and gives the answer's payload. */
  join(topic: string, payload?: object, ref?: string): Promise<JoinReply>;
  closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Of version 2. */
export type ReceivedMessage = readonly [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Record<string, unknown>,
];

export interface JoinReply {
  readonly status: string;
  readonly response: Record<string, unknown>;
}

export async function startRealtimeLab(
  options: Partial<TestStackOptions> = {},
): Promise<RealtimeLab> {
  const api = await startTestStack({
    migration: REALTIME_POLICIES,
    rowlockToml: ROWLOCK_TOML,
    ...options,
  });
  const url = api.opened.addresses.api;
  const { anonKey } = api.stack.appKeys();
  const clients: SupabaseClient[] = [];
  const sockets: WebSocket[] = [];
  const address = (person: Person) => `${person}@example.com`;
  const idOf = async (person: Person) =>
    String(decodeJwt(await api.stack.identity.mintSessionToken(address(person))).sub);

  const token = (person: Person, form: TokenForm = "template") =>
    form === "template"
      ? api.token(address(person))
      : api.stack.identity.mintSessionToken(address(person));

  function open(key: string, { vsn = "2.0.0", accessToken }: OpenOptions): SupabaseClient {
    const client = createClient(url, key, {
      realtime: { transport: WebSocket as never, vsn, timeout: 30_000 } as never,
      ...(accessToken === undefined ? {} : { accessToken }),
    });
    clients.push(client);
    return client;
  }

  return {
    api,
    url,
    ids: { ada: await idOf("ada"), grace: await idOf("grace") },
    async as(person, { form, vsn, accessToken = () => token(person, form) } = {}) {
      const client = open(anonKey, { ...(vsn === undefined ? {} : { vsn }), accessToken });
      await client.realtime.setAuth();
      return client;
    },
    withKey: (key, vsn) => open(key, vsn === undefined ? {} : { vsn }),
    token,
    async socket(vsn = "2.0.0", key = anonKey) {
      const raw = await openRawSocket(
        `${url.replace("http", "ws")}/realtime/v1/websocket?apikey=${key}&vsn=${vsn}`,
      );
      sockets.push(raw.socket);
      return raw;
    },
    async close() {
      await Promise.all(clients.map((client) => client.realtime.disconnect()));
      for (const socket of sockets) socket.terminate();
      await api.close();
    },
  };
}

/** `url` of `/realtime/v1/websocket`, with its query. */
export async function openRawSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(url);
  const received: ReceivedMessage[] = [];
  const binary: Buffer[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (data, isBinary) => {
    if (isBinary) binary.push(data as Buffer);
    else received.push(JSON.parse(String(data)) as ReceivedMessage);
    for (const look of waiting) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  const next: RawSocket["next"] = (fits) =>
    new Promise((resolve) => {
      const look = () => {
        const found = received.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const send = (message: unknown) =>
    socket.send(
      Buffer.isBuffer(message) || typeof message === "string" ? message : JSON.stringify(message),
    );
  return {
    socket,
    received,
    binary,
    send,
    next,
    async join(topic, payload = {}, ref = "1") {
      send([ref, ref, `realtime:${topic}`, "phx_join", payload]);
      const answer = await next(
        ([, of, on, event]) => of === ref && on === `realtime:${topic}` && event === "phx_reply",
      );
      return answer[4] as unknown as JoinReply;
    },
    closed,
  };
}

export interface Subscribed {
  readonly status: string;
  readonly message: string | undefined;
}

/** Subscribes, and gives the first status. */
export function subscribe(channel: RealtimeChannel): Promise<Subscribed> {
  return new Promise((resolve) => {
    channel.subscribe((status, error) => resolve({ status, message: error?.message }));
  });
}
