// A browser that goes to a provider's stand-in and back, as a person drives it: the page, a choice, the callback.
import type { TestBrowser } from "./test-browser.ts";
import type { TestIdentity } from "./test-identity.ts";

export const SSO_CALLBACK = "http://localhost:3000/sign-in/sso-callback";
export const AFTER = "http://localhost:3000/dashboard";
const SERVICE = "http://localhost:54399";

export const ROUND_TRIP = {
  strategy: "oauth_google",
  redirect_url: SSO_CALLBACK,
  action_complete_redirect_url: AFTER,
};

/** Posts a choice on the provider's page, and gives the address that it leads to. */
export async function choose(
  it: TestIdentity,
  page: string,
  choice: Readonly<Record<string, string>>,
): Promise<Response> {
  return it.identity.fetch(
    new Request(page, {
      method: "POST",
      headers: { Origin: SERVICE },
      body: new URLSearchParams(choice),
      redirect: "manual",
    }),
  );
}

/** Brings the provider's answer to the callback. */
export async function comeBack(browser: TestBrowser, answer: Response): Promise<Response> {
  const callback = new URL(answer.headers.get("location") ?? "");
  return browser.raw(callback.pathname, {
    origin: null,
    query: Object.fromEntries(callback.searchParams),
  });
}

/** Somebody who is new at the provider. */
export function newPerson(email_address: string, more: Readonly<Record<string, string>> = {}) {
  return { email_address, email_verified: "1", first_name: "Mary", last_name: "Jackson", ...more };
}

/** A whole round trip; gives where the browser ended up. */
export async function roundTrip(
  it: TestIdentity,
  trip: {
    readonly browser: TestBrowser;
    readonly path: string;
    readonly choice: Readonly<Record<string, string>>;
    readonly form?: Readonly<Record<string, string>>;
  },
): Promise<URL> {
  const { browser, path, choice, form } = trip;
  const begun = await browser.send(path, { method: "POST", form: { ...ROUND_TRIP, ...form } });
  const page = pageOf(begun.body.response);
  const back = await comeBack(browser, await choose(it, page, choice));
  return new URL(back.headers.get("location") ?? "about:blank");
}

/** Where an attempt or an account leads. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely
export function pageOf(response: any): string {
  const verification =
    response.first_factor_verification ??
    response.verifications?.external_account ??
    response.verification;
  return verification.external_verification_redirect_url;
}
