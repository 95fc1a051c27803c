// The token by which a client of the Frontend API is known: random, changed at each sign-in so that a value planted before
// is worth nothing after. A browser carries it in the cookie `__client_<suffix>` (HttpOnly; the suffix keeps two projects
// on one machine apart, because cookies ignore ports), a native app in the Authorization header, both ways.
import { parse, serialize } from "hono/utils/cookie";
import type { Addresses } from "../addresses.ts";
import type { Instance } from "../instance.ts";
import {
  type ClientRow,
  findClientByToken,
  insertClient,
  lockClient,
  replaceClientToken,
} from "../store/clients.ts";
import { takeRotatingNonce } from "../store/oauth-states.ts";
import { transact, type Work } from "../work.ts";

const LIFETIME_MS = 365 * 86_400_000;

type Carrier = "cookie" | "authorization";

export class ClientToken {
  readonly #instance: Instance;
  readonly #value: string | undefined;
  readonly #carrier: Carrier;
  #client: ClientRow | undefined;
  #next: string | null | undefined;

  private constructor(
    instance: Instance,
    carried: { carrier: Carrier; value: string | undefined },
  ) {
    this.#instance = instance;
    this.#carrier = carried.carrier;
    this.#value = carried.value === "" ? undefined : carried.value;
  }

  /** @param cookies the Cookie header */
  static ofBrowser(instance: Instance, cookies: string): ClientToken {
    const name = clientCookieName(instance.addresses);
    return new ClientToken(instance, { carrier: "cookie", value: parse(cookies, name)[name] });
  }

  /** @param authorization the header's value: the token itself, with `Bearer` before it or without; empty at first */
  static ofNativeApp(instance: Instance, authorization: string): ClientToken {
    const value = authorization.replace(/^Bearer(?:\s+|$)/i, "").trim();
    return new ClientToken(instance, { carrier: "authorization", value });
  }

  /** For what looks it up itself. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Reads the client that the token names, before anything else happens. */
  async load(): Promise<void> {
    if (this.#value === undefined) return;
    this.#client = await findClientByToken(this.#instance.database, this.#value);
  }

  /** Changes the token for the next one, by the nonce that came back from a provider together with the app. */
  async rotate(nonce: string): Promise<void> {
    const oldToken = this.#value;
    if (oldToken === undefined) return;
    await transact(this.#instance, async (work) => {
      const id = await takeRotatingNonce(work, { nonce, oldToken, now: work.now });
      const client = id === undefined ? undefined : await lockClient(work, id);
      if (client === undefined) return;
      this.#client = client;
      await this.renew(work, client);
    });
  }

  /** The client, if it is known. */
  get client(): ClientRow | undefined {
    return this.#client;
  }

  /** The client, locked for the transaction; made when there is none. */
  async ensure(work: Work): Promise<ClientRow> {
    const known = this.#client;
    const locked = known === undefined ? undefined : await lockClient(work, known.id);
    if (locked !== undefined) return locked;
    const id = work.newId("client");
    const token = work.newSecret();
    const cookieExpiresAt = work.now + LIFETIME_MS;
    await insertClient(work, { id, token, cookieExpiresAt, now: work.now });
    this.#next = token;
    this.#client = {
      id,
      last_active_session_id: null,
      last_authentication_strategy: null,
      sign_in_id: null,
      sign_up_id: null,
      cookie_expires_at: cookieExpiresAt,
      created_at: work.now,
      updated_at: work.now,
    };
    return this.#client;
  }

  /** Gives the client a new value: at each sign-in, and when the old one comes to its end. */
  async renew(work: Work, client: ClientRow): Promise<void> {
    const token = work.newSecret();
    await replaceClientToken(work, {
      id: client.id,
      token,
      cookieExpiresAt: work.now + LIFETIME_MS,
    });
    this.#next = token;
  }

  forget(): void {
    this.#next = null;
    this.#client = undefined;
  }

  /** The header by which the other side learns what changed; undefined when nothing did. */
  header(): readonly [name: string, value: string] | undefined {
    if (this.#next === undefined) return undefined;
    if (this.#carrier === "authorization") return ["Authorization", this.#next ?? ""];
    const { addresses } = this.#instance;
    const cookie = serialize(clientCookieName(addresses), this.#next ?? "", {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      secure: addresses.app.startsWith("https:"),
      maxAge: this.#next === null ? 0 : LIFETIME_MS / 1000,
    });
    return ["Set-Cookie", cookie];
  }
}

function clientCookieName(addresses: Addresses): string {
  return `__client_${addresses.cookieSuffix}`;
}
