// A browser as the service sees one: an Origin, a cookie jar, and requests in clerk-js's form (changes are POSTs with
// form fields and the real method in the query).
const FRONTEND = "http://localhost:54399";

export interface BrowserAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely by tests
  readonly body: any;
  readonly headers: Headers;
}

export interface BrowserRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly form?: Readonly<Record<string, string>> | FormData;
  readonly query?: Readonly<Record<string, string>>;
  readonly origin?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export class TestBrowser {
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly cookies = new Map<string, string>();

  constructor(fetch: (request: Request) => Promise<Response>) {
    this.#fetch = fetch;
  }

  async send(path: string, options: BrowserRequest = {}): Promise<BrowserAnswer> {
    const response = await this.raw(path, options);
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      body: json ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  async raw(path: string, options: BrowserRequest = {}): Promise<Response> {
    const method = options.method ?? "GET";
    const url = new URL(path, FRONTEND);
    url.searchParams.set("__clerk_api_version", "2026-08-20");
    url.searchParams.set("_clerk_js_version", "6.40.0");
    if (method !== "GET" && method !== "POST") url.searchParams.set("_method", method);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      url.searchParams.set(name, value);
    }
    const origin = options.origin === undefined ? "http://localhost:3000" : options.origin;
    const form = options.form;
    const request = new Request(url, {
      method: method === "GET" ? "GET" : "POST",
      headers: {
        ...(origin === null ? {} : { Origin: origin }),
        Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        "User-Agent": "Mozilla/5.0 (X11; Linux x64) Chrome/141.0.0.0 Safari/537.36",
        ...options.headers,
      },
      ...(method === "GET"
        ? {}
        : { body: form instanceof FormData ? form : new URLSearchParams(form ?? {}) }),
    });
    const response = await this.#fetch(request);
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  /** Signs in by password and gives the answer. */
  async signIn(identifier: string, password: string): Promise<BrowserAnswer> {
    return this.send("/v1/client/sign_ins", { method: "POST", form: { identifier, password } });
  }

  #keep(setCookie: string): void {
    const [pair = ""] = setCookie.split(";");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    if (/max-age=0/i.test(setCookie)) this.cookies.delete(name);
    else this.cookies.set(name, decodeURIComponent(pair.slice(at + 1)));
  }
}
