// The provider's page, where one chooses who comes, and the pictures of providers. A choice is a change: it is taken from
// the page itself alone, and gives a code for the request that the page was asked for with.
import type { Context, Hono } from "hono";
import { isEmailAddress, parseEmailAddress } from "../email-address.ts";
import type { Form } from "../forms/form.ts";
import { readBody } from "../forms/read-form-body.ts";
import type { Instance } from "../instance.ts";
import { placeOf } from "../own-address.ts";
import { listSocialPeople } from "../store/social-people.ts";
import { transact } from "../work.ts";
import { type AuthorizationRequest, readAuthorizationRequest } from "./authorization-request.ts";
import { giveCode } from "./codes.ts";
import { consentPage, refusalPage } from "./consent-page.ts";
import { CONSENT_STYLE, CONSENT_STYLE_PATH } from "./consent-style.ts";
import { knowPerson } from "./people.ts";
import { providerIcon } from "./provider-icons.ts";

export function socialRoutes(app: Hono, instance: Instance): void {
  app.on(["GET", "POST"], "/social/:provider/authorize", async (context) => {
    const place = placeOf(context.req.raw, instance.addresses);
    if (place === "foreign") return context.notFound();
    if (place !== "own") return context.redirect(place.instead, 307);
    const request = await readAuthorizationRequest(instance, new URL(context.req.url));
    if (typeof request === "string")
      return page(context, { html: refusalPage(request), status: 400 });
    if (context.req.method === "GET") return ask(context, { instance, request });
    if (context.req.header("origin") !== new URL(instance.addresses.app).origin) {
      const html = refusalPage("The choice did not come from this page.");
      return page(context, { html, status: 403 });
    }
    const { form } = await readBody(context.req.raw);
    return decide(context, { instance, request, form });
  });
  // Some providers send a form (Apple does): what it says goes on as a query.
  app.post("/v1/oauth_callback", async (context) => {
    const { form } = await readBody(context.req.raw);
    const query = new URLSearchParams();
    for (const name of ["code", "state", "error", "scope"]) {
      const text = form.text(name);
      if (text) query.set(name, text);
    }
    return context.redirect(`/v1/oauth_callback?${query}`, 303);
  });
  app.get(CONSENT_STYLE_PATH, (context) =>
    context.body(CONSENT_STYLE, 200, { ...FILE, "Content-Type": "text/css; charset=utf-8" }),
  );
  app.get("/static/:file{[a-z0-9_]+\\.svg}", (context) => {
    const provider = context.req.param("file").replace(/\.svg$/, "");
    // Clerk's components ask as a mask, from the app's origin.
    const headers = { ...FILE, "Access-Control-Allow-Origin": "*" };
    return context.body(providerIcon(provider), 200, {
      ...headers,
      "Content-Type": "image/svg+xml",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "cross-origin",
    });
  });
}

/** What is posted here by forms of pages, and is no request of an SDK. */
export function isSocialChange({ method, url }: Request): boolean {
  return (
    method === "POST" &&
    /^\/(social\/[^/]+\/authorize|v1\/oauth_callback)$/.test(new URL(url).pathname)
  );
}

const FILE = { "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff" };

interface Asked {
  readonly instance: Instance;
  readonly request: AuthorizationRequest;
}

async function ask(
  context: Context,
  { instance, request, wrong }: Asked & { readonly wrong?: Form },
) {
  const html = consentPage({
    request,
    application: instance.settings.current().application_name,
    people: await listSocialPeople(instance.database, request.provider),
    wrong,
  });
  return page(context, { html, status: wrong === undefined ? 200 : 422 });
}

async function decide(
  context: Context,
  { instance, request, form }: Asked & { readonly form: Form },
) {
  const { provider, state, redirectUri, challenge, scopes } = request;
  const back = (answer: Readonly<Record<string, string>>) =>
    context.redirect(`${redirectUri}?${new URLSearchParams({ ...answer, state })}`, 303);
  if (form.has("deny")) return back({ error: "access_denied" });
  const chosen = form.text("person");
  const typed = form.text("email_address") ?? "";
  if (!isEmailAddress(chosen ?? typed)) return ask(context, { instance, request, wrong: form });
  const emailAddress = parseEmailAddress(chosen ?? typed, "email_address");
  const known = await listSocialPeople(instance.database, provider);
  const person = known.find(({ email_address }) => email_address === emailAddress);
  if (chosen && person === undefined) return ask(context, { instance, request, wrong: form });
  const code = await transact(instance, async (work) => {
    const { subject } = await knowPerson(work, {
      provider,
      email_address: emailAddress,
      ...(chosen && person !== undefined ? person : described(form)),
    });
    return giveCode(work, { provider, subject, redirectUri, challenge, scopes });
  });
  return back({ code, scope: scopes });
}

function described(form: Form) {
  const name = (field: string) => (form.text(field) ?? "").trim().slice(0, 100);
  return {
    email_verified: form.has("email_verified"),
    first_name: name("first_name"),
    last_name: name("last_name"),
  };
}

function page(
  context: Context,
  { html, status }: { readonly html: string; readonly status: 200 | 400 | 403 | 422 },
) {
  return context.html(html, status, {
    "Cache-Control": "no-store",
    // No form-action: browsers hold the addresses to which a form's answer leads against it, and those are the app's.
    "Content-Security-Policy":
      "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    // The address holds the state; the page's own form still says where it comes from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  });
}
