// The page of a provider's stand-in, as HTML: who comes, somebody new, or nobody. It needs no script. Every text that comes
// from somewhere else is escaped here.
import { providerName } from "../../config/social-providers.ts";
import type { Form } from "../forms/form.ts";
import type { SocialPerson } from "../store/social-people.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { CONSENT_STYLE_PATH } from "./consent-style.ts";

type Listed = Omit<SocialPerson, "provider" | "subject">;

export interface ConsentPageOptions {
  readonly request: AuthorizationRequest;
  /** What the app is called. */
  readonly application: string;
  readonly people: readonly Listed[];
  /** What was typed, where its address is none. */
  readonly wrong: Form | undefined;
}

export function consentPage({ request, application, people, wrong }: ConsentPageOptions): string {
  const name = providerName(request.provider);
  const hinted = people.filter(({ email_address }) => email_address === request.loginHint);
  const others = people.filter((person) => !hinted.includes(person));
  const icon = request.provider.slice("oauth_".length);
  return document(
    `Sign in with ${name}`,
    `<header>
        <img src="/static/${escaped(icon)}.svg" alt="" width="48" height="48">
        <h1>Sign in with ${escaped(name)}</h1>
        <p>to continue to <strong>${escaped(application)}</strong></p>
      </header>
      ${peopleForm([...hinted, ...others])}
      ${newcomerForm({ wrong, hint: hinted.length === 0 ? request.loginHint : undefined, open: people.length === 0 })}
      <form method="post" class="deny">
        <button name="deny" value="1">Deny access</button>
      </form>
      <footer>
        <p>Rowlock stands in for ${escaped(name)} here: nothing leaves this machine, and no password is asked.</p>
        <p>${escaped(application)} asks for <span class="scopes">${escaped(request.scopes.split(" ").join(", "))}</span></p>
      </footer>`,
  );
}

/** Why no choice is offered. */
export function refusalPage(reason: string): string {
  return document(
    "This page is over",
    `<header>
        <h1>There is nothing to choose here</h1>
        <p>${escaped(reason)} Go back to the app and start again.</p>
      </header>`,
  );
}

function document(title: string, main: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(title)}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${CONSENT_STYLE_PATH}">
  </head>
  <body>
    <main>
      ${main}
    </main>
  </body>
</html>
`;
}

function peopleForm(people: readonly Listed[]): string {
  if (people.length === 0) return "";
  return `<form method="post" aria-labelledby="people">
        <h2 id="people">Choose an account</h2>
        <ul>${people.map(personItem).join("")}</ul>
      </form>`;
}

function personItem({ email_address, email_verified, first_name, last_name }: Listed): string {
  const name = `${first_name} ${last_name}`.trim();
  const initial = (name || email_address).charAt(0).toUpperCase();
  const note = email_verified ? "" : `<span class="note">address not verified</span>`;
  return `
          <li><button name="person" value="${escaped(email_address)}">
            <span class="initial" aria-hidden="true">${escaped(initial)}</span>
            <span class="who">${name === "" ? "" : `<span class="name">${escaped(name)}</span>`}
              <span class="address">${escaped(email_address)}</span>${note}</span>
          </button></li>`;
}

interface NewcomerOptions {
  readonly wrong: Form | undefined;
  readonly hint: string | undefined;
  readonly open: boolean;
}

function newcomerForm({ wrong, hint, open }: NewcomerOptions): string {
  const typed = (name: string) => escaped(wrong?.text(name) ?? "");
  const address = wrong === undefined ? escaped(hint ?? "") : typed("email_address");
  const error =
    wrong === undefined
      ? ""
      : `<p class="error" id="address-error" role="alert">Enter an email address such as mary@example.com</p>`;
  const described =
    wrong === undefined ? "" : ` aria-invalid="true" aria-describedby="address-error"`;
  const verified = wrong === undefined || wrong.has("email_verified") ? " checked" : "";
  return `<details${open || wrong !== undefined || hint !== undefined ? " open" : ""}>
        <summary>Somebody new</summary>
        <form method="post">
          <label>Email address
            <input name="email_address" type="email" required maxlength="254" autocomplete="off" value="${address}"${described}>
          </label>
          ${error}
          <div class="names">
            <label>First name
              <input name="first_name" maxlength="100" autocomplete="off" value="${typed("first_name")}">
            </label>
            <label>Last name
              <input name="last_name" maxlength="100" autocomplete="off" value="${typed("last_name")}">
            </label>
          </div>
          <label class="check"><input name="email_verified" type="checkbox" value="1"${verified}>
            The provider has verified the address</label>
          <button class="go">Continue</button>
        </form>
      </details>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
