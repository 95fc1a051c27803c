// What one browser does at the Frontend API, in clerk-js's form: it signs in as the form does, and it asks for tokens.

import type { BenchPerson } from "../subjects/stack.ts";
import { type HttpConnection, openHttpConnection } from "./http-connection.ts";

export interface ClerkAddress {
  readonly host: string;
  readonly port: number;
}

/** Who is signed in: what a request for a token needs. */
export interface Visit {
  readonly cookie: string;
  readonly sessionId: string;
}

const ORIGIN = "http://localhost:3000";

/** The three requests of Clerk's form: the identifier, the password, the session made active. Each time a new browser. */
export async function signIn(address: ClerkAddress, person: BenchPerson): Promise<Visit> {
  const begun = await post(address, { path: "sign_ins", form: { identifier: person.email } });
  const proven = await post(address, {
    path: `sign_ins/${begun.id}/attempt_first_factor`,
    form: { strategy: "password", password: person.password },
    cookie: begun.cookie,
  });
  const sessionId = String(proven.created_session_id);
  const { cookie } = proven;
  await post(address, {
    path: `sessions/${sessionId}/touch`,
    form: { active_organization_id: "" },
    cookie,
  });
  return { cookie, sessionId };
}

interface Answer {
  readonly id?: string;
  readonly created_session_id?: string | null;
  readonly cookie: string;
}

interface Post {
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
  readonly cookie?: string;
}

async function post(
  { host, port }: ClerkAddress,
  { path, form, cookie = "" }: Post,
): Promise<Answer> {
  const response = await fetch(`http://${host}:${port}/v1/client/${path}`, {
    method: "POST",
    headers: { origin: ORIGIN, cookie },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const set = response.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  return { ...JSON.parse(text).response, cookie: set.length === 0 ? cookie : set.join("; ") };
}

export interface TokenAskers {
  /** Asks for a token of the template `supabase`; waits for a free connection where none is. */
  ask(turn: number): Promise<boolean>;
  close(): void;
}

export async function openTokenAskers(
  { host, port }: ClerkAddress,
  { visits, connections }: { readonly visits: readonly Visit[]; readonly connections: number },
): Promise<TokenAskers> {
  const requests = visits.map(({ cookie, sessionId }) =>
    Buffer.from(
      [
        `POST /v1/client/sessions/${sessionId}/tokens/supabase HTTP/1.1`,
        `host: ${host}:${port}`,
        `origin: ${ORIGIN}`,
        `cookie: ${cookie}`,
        "content-type: application/x-www-form-urlencoded",
        "content-length: 0\r\n\r\n",
      ].join("\r\n"),
    ),
  );
  const all = await Promise.all(
    Array.from({ length: connections }, () => openHttpConnection(host, port)),
  );
  const free = [...all];
  const waiting: ((connection: HttpConnection) => void)[] = [];
  return {
    async ask(turn) {
      const request = requests[turn % requests.length];
      if (request === undefined) return false;
      // In turn, so that the server ends none for being idle.
      const connection =
        free.shift() ?? (await new Promise<HttpConnection>((r) => waiting.push(r)));
      try {
        return (await connection.ask(request)).status === 200;
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(connection);
        else next(connection);
      }
    },
    close() {
      for (const connection of all) connection.close();
    },
  };
}
