// The cookie by which a browser is known, `__client_<suffix>`: HttpOnly, its value random, changed at each sign-in so
// that a value planted before is worth nothing after. The suffix keeps two projects on one machine apart, because
// cookies ignore ports.
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
import type { Work } from "../work.ts";

const LIFETIME_MS = 365 * 86_400_000;

export class ClientCookie {
  readonly #instance: Instance;
  readonly #token: string | undefined;
  readonly #header: string;
  #client: ClientRow | undefined;
  #next: string | null | undefined;

  constructor(instance: Instance, header: string | null) {
    this.#instance = instance;
    this.#header = header ?? "";
    const name = clientCookieName(instance.addresses);
    this.#token = header === null ? undefined : parse(header, name)[name];
  }

  /** Whether the browser sent a cookie of that name. */
  has(name: string): boolean {
    return parse(this.#header, name)[name] !== undefined;
  }

  /** The cookie's value, for what looks it up itself. */
  get token(): string | undefined {
    return this.#token === "" ? undefined : this.#token;
  }

  /** Reads the client that the cookie names, before anything else happens. */
  async load(): Promise<void> {
    const { token } = this;
    if (token === undefined) return;
    this.#client = await findClientByToken(this.#instance.database, token);
  }

  /** The client of this browser, if it is known. */
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

  /** What the browser is to be told, if anything changed. */
  setCookie(): string | undefined {
    if (this.#next === undefined) return undefined;
    const { addresses } = this.#instance;
    return serialize(clientCookieName(addresses), this.#next ?? "", {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      secure: addresses.app.startsWith("https:"),
      maxAge: this.#next === null ? 0 : LIFETIME_MS / 1000,
    });
  }
}

function clientCookieName(addresses: Addresses): string {
  return `__client_${addresses.cookieSuffix}`;
}
