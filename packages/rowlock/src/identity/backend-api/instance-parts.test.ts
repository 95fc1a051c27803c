// What an instance has besides its users: redirect addresses, the waitlist, domains that enrol, features that are off,
// and what a session token would hold. One service for all of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
let ada: string;
beforeAll(async () => {
  it = await startTestIdentity();
  ada = (await it.identity.addUser({ emailAddress: "ada@acme.test", password: PASSWORD })).id;
  await ask("PATCH", "/instance/organization_settings", { domains_enabled: true });
});
afterAll(() => it.close());

async function ask(method: string, path: string, body?: object) {
  const response = await fetch(`${it.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function signUp(emailAddress: string): Promise<TestBrowser> {
  const browser = it.browser();
  const base = "/v1/client/sign_ups";
  const form = { email_address: emailAddress, password: PASSWORD };
  const { body } = await browser.send(base, { method: "POST", form });
  const { id } = body.response;
  await browser.send(`${base}/${id}/prepare_verification`, {
    method: "POST",
    form: { strategy: "email_code" },
  });
  const code = await it.newestCode(emailAddress);
  const done = await browser.send(`${base}/${id}/attempt_verification`, {
    method: "POST",
    form: { strategy: "email_code", code },
  });
  expect(done.body.response.status).toBe("complete");
  return browser;
}

describe("redirect URLs", () => {
  test("are made once, listed, and taken out", async () => {
    const url = "myapp://after";
    const made = await ask("POST", "/redirect_urls", { url });
    expect(made.body).toMatchObject({ object: "redirect_url", url });
    expect((await ask("POST", "/redirect_urls", { url })).body.errors[0].code).toBe(
      "duplicate_record",
    );
    expect((await ask("GET", "/redirect_urls")).body).toEqual([made.body]);
    expect((await ask("GET", "/redirect_urls?paginated=true")).body.total_count).toBe(1);
    expect((await ask("DELETE", `/redirect_urls/${made.body.id}`)).body.deleted).toBe(true);
    expect((await ask("GET", `/redirect_urls/${made.body.id}`)).status).toBe(404);
  });

  test.each(["javascript:alert(1)", "no address"])("refuse %s", async (url) => {
    expect((await ask("POST", "/redirect_urls", { url })).status).toBe(422);
  });
});

describe("the waitlist", () => {
  test("is closed unless people sign up by it", async () => {
    const joined = await it.browser().send("/v1/waitlist", {
      method: "POST",
      form: { email_address: "early@example.com" },
    });
    expect(joined.status).toBe(403);
    expect(joined.body.errors[0].code).toBe("waitlist_not_accepting_entries");
  });

  test("lets in whom it invites, and nobody else", async () => {
    await ask("PATCH", "/rowlock/settings", { sign_up_mode: "waitlist" });
    try {
      const form = { email_address: "Wait@example.com" };
      const joined = await it.browser().send("/v1/waitlist", { method: "POST", form });
      expect(joined.body).toMatchObject({ object: "waitlist_entry" });
      const again = await it.browser().send("/v1/waitlist", { method: "POST", form });
      expect(again.body.id).toBe(joined.body.id);
      const barred = await it.browser().send("/v1/client/sign_ups", { method: "POST", form });
      expect(barred.body.errors[0].code).toBe("sign_up_restricted_waitlist");
      const entry = `/waitlist_entries/${joined.body.id}`;
      const invited = await ask("POST", `${entry}/invite`, {});
      expect(invited.body).toMatchObject({ status: "invited", invitation: { status: "pending" } });
      expect((await ask("POST", `${entry}/invite`, {})).status).toBe(409);
      expect((await ask("POST", `${entry}/reject`)).status).toBe(409);
      const [mail] = await it.identity.listMessages({ to: "wait@example.com" });
      const ticket = new URL(String(mail!.data.action_url)).searchParams.get("ticket")!;
      const browser = it.browser();
      const done = await browser.send("/v1/client/sign_ups", {
        method: "POST",
        form: { strategy: "ticket", ticket, password: PASSWORD },
      });
      expect(done.body.response.status).toBe("complete");
      const list = await ask("GET", "/waitlist_entries?status=completed");
      expect(list.body).toMatchObject({ total_count: 1, data: [{ id: joined.body.id }] });
    } finally {
      await ask("PATCH", "/rowlock/settings", { sign_up_mode: "public" });
    }
  });
});

describe("organization domains", () => {
  let organization: string;
  let admin: TestBrowser;
  const base = () => `/v1/organizations/${organization}/domains`;
  const post = (path: string, form: Record<string, string> = {}) =>
    admin.send(path, { method: "POST", form });
  beforeAll(async () => {
    organization = (await ask("POST", "/organizations", { name: "Acme", created_by: ada })).body.id;
    admin = it.browser();
    await admin.signIn("ada@acme.test", PASSWORD);
  });

  test("one's own verified address verifies its domain at once; another needs a code", async () => {
    const own = await post(base(), { name: "acme.test" });
    expect(own.body.response).toMatchObject({
      verification: { status: "verified" },
      affiliation_email_address: "ada@acme.test",
    });
    const other = (await post(base(), { name: "other.test" })).body.response;
    expect(other.verification).toBeNull();
    const at = `${base()}/${other.id}`;
    const wrong = await post(`${at}/prepare_affiliation_verification`, {
      affiliation_email_address: "boss@acme.test",
    });
    expect(wrong.body.errors[0].code).toBe("organization_domain_mismatch");
    await post(`${at}/prepare_affiliation_verification`, {
      affiliation_email_address: "boss@other.test",
    });
    const code = await it.newestCode("boss@other.test");
    const bad = code === "111111" ? "222222" : "111111";
    // Tries made together are counted: three wrong ones use the code up.
    const tries = await Promise.all(
      [bad, bad, bad, bad, bad].map((guess) =>
        post(`${at}/attempt_affiliation_verification`, { code: guess }),
      ),
    );
    expect(tries.filter(({ body }) => body.errors[0].code === "form_code_incorrect")).toHaveLength(
      2,
    );
    const late = await post(`${at}/attempt_affiliation_verification`, { code });
    expect(late.body.errors[0].code).toBe("verification_failed");
    await post(`${at}/prepare_affiliation_verification`, {
      affiliation_email_address: "boss@other.test",
    });
    const right = await post(`${at}/attempt_affiliation_verification`, {
      code: await it.newestCode("boss@other.test"),
    });
    expect(right.body.response.verification.status).toBe("verified");
  });

  test.each([
    ["gmail.com", "organization_domain_common"],
    ["acme.test", "organization_domain_already_exists"],
  ])("%s is no domain of one's own", async (name, code) => {
    expect((await post(base(), { name })).body.errors[0].code).toBe(code);
  });

  test("belong to who may manage them", async () => {
    const stranger = await signUp("stranger@example.com");
    const refused = await stranger.send(base(), { method: "POST", form: { name: "mine.test" } });
    expect(refused.status).toBe(404);
    const mode = await post(base(), { name: "modes.test", enrollment_mode: "enterprise_sso" });
    expect(mode.status).toBe(422);
  });

  test("invite, or suggest, to whoever signs up with an address of theirs", async () => {
    const made = await ask("POST", `/organizations/${organization}/domains`, {
      name: "crew.test",
      enrollment_mode: "automatic_invitation",
    });
    const invited = await signUp("one@crew.test");
    const invitations = await invited.send("/v1/me/organization_invitations");
    expect(invitations.body.response).toMatchObject({
      total_count: 1,
      data: [{ status: "pending", public_organization_data: { id: organization } }],
    });
    const at = `${base()}/${made.body.id}/update_enrollment_mode`;
    const changed = await post(at, {
      enrollment_mode: "automatic_suggestion",
      delete_pending: "true",
    });
    expect(changed.body.response.total_pending_invitations).toBe(0);
    const told = await signUp("two@crew.test");
    const { body } = await told.send("/v1/me/organization_suggestions");
    const [suggestion] = body.response.data;
    expect(suggestion).toMatchObject({ object: "organization_suggestion", status: "pending" });
    const accept = `/v1/me/organization_suggestions/${suggestion.id}/accept`;
    expect((await told.send(accept, { method: "POST" })).body.response.status).toBe("accepted");
    const twice = await told.send(accept, { method: "POST" });
    expect(twice.body.errors[0].code).toBe("organization_suggestion_already_accepted");
    const requests = `/v1/organizations/${organization}/membership_requests`;
    expect((await told.send(requests)).status).toBe(404);
    const waiting = await admin.send(requests, { query: { status: "pending" } });
    const [request] = waiting.body.response.data;
    expect(request.public_user_data.identifier).toBe("two@crew.test");
    expect((await post(`${requests}/${request.id}/accept`)).body.response.status).toBe("accepted");
    expect((await post(`${requests}/${request.id}/reject`)).status).toBe(400);
    const memberships = await told.send("/v1/me/organization_memberships");
    expect(memberships.body.response).toMatchObject([{ role: "org:member" }]);
  });
});

describe("an address verified by the app's server", () => {
  test("takes its own code, three times at most", async () => {
    const made = await ask("POST", "/email_addresses", {
      user_id: ada,
      email_address: "ada@second.test",
    });
    const at = `/email_addresses/${made.body.id}`;
    const prepared = await ask("POST", `${at}/prepare_verification`);
    expect(prepared.body).toMatchObject({ status: "unverified", strategy: "email_code" });
    const code = await it.newestCode("ada@second.test");
    const foreign = { verification_id: "ver_other", code };
    expect((await ask("POST", `${at}/attempt_verification`, foreign)).status).toBe(400);
    const verification_id = prepared.body.id;
    const done = await ask("POST", `${at}/attempt_verification`, { verification_id, code });
    expect(done.body.status).toBe("verified");
  });
});

describe("the instance", () => {
  test("a session token is shown with every claim, and without its signature", async () => {
    const shown = await ask("POST", "/rowlock/preview_session_token", {
      user_id: ada,
      claims: { mail: "{{user.primary_email_address}}" },
    });
    expect(Object.keys(shown.body.claims).toSorted()).toEqual(
      "exp fva iat iss jti mail nbf role sid sts sub v".split(" "),
    );
    expect(shown.body.claims).toMatchObject({
      sub: ada,
      role: "authenticated",
      v: 2,
      fva: [0, -1],
    });
  });

  test("what is off says so, and stays off", async () => {
    for (const path of ["/api_keys", "/machines", "/oauth_applications", "/billing/plans"]) {
      expect((await ask("GET", path)).body.errors[0].code).toBe("feature_not_enabled");
    }
    expect((await ask("PATCH", "/instance/protect", { rules_enabled: true })).status).toBe(403);
    expect((await ask("GET", "/instance/protect")).body.rules_enabled).toBe(false);
  });

  test("the lists count for signing in where they are not switched off for it", async () => {
    const restrictions = { blocklist: true, allowlist_blocklist_disabled_on_sign_in: false };
    await ask("POST", "/blocklist_identifiers", { identifier: "@acme.test" });
    try {
      await ask("PATCH", "/instance/restrictions", restrictions);
      const refused = await it.browser().signIn("ada@acme.test", PASSWORD);
      expect(refused.body.errors[0].code).toBe("not_allowed_access");
    } finally {
      await ask("PATCH", "/instance/restrictions", { blocklist: false });
    }
    expect((await it.browser().signIn("ada@acme.test", PASSWORD)).status).toBe(200);
  });
});
