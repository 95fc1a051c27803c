// What a person or a program may do wrong, and the words of Clerk's that they get: status, code, long_message and the
// field that it is about, as a browser and as the SDK read them.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BrowserAnswer, TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

const ADA = "ada@example.com";

let it: TestIdentity;
let ada: string;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { lockout: { max_attempts: 3 } } });
  ada = (await it.sdk.users.createUser({ emailAddress: [ADA], password: PASSWORD })).id;
});
afterAll(() => it.close());

/** `[status, code, long_message, param_name]` */
type Refusal = readonly [number, string, string, string?];

function refusalOf({ status, body }: BrowserAnswer): Refusal {
  const { code, long_message, meta } = body.errors[0];
  return meta.param_name === undefined
    ? [status, code, long_message]
    : [status, code, long_message, meta.param_name];
}

function post(browser: TestBrowser, path: string, form: Record<string, string> = {}) {
  return browser.send(`/v1/client/${path}`, { method: "POST", form });
}

async function signedIn() {
  const browser = it.browser();
  const { body } = await browser.signIn(ADA, PASSWORD);
  return { browser, session: String(body.response.created_session_id) };
}

const AT_THE_FORMS: readonly [string, () => Promise<BrowserAnswer>, Refusal][] = [
  [
    "an unknown identifier",
    () => it.browser().signIn("nobody@example.com", PASSWORD),
    [422, "form_identifier_not_found", "Couldn't find your account.", "identifier"],
  ],
  [
    "a wrong password",
    () => it.browser().signIn(ADA, "not the password"),
    [
      422,
      "form_password_incorrect",
      "Password is incorrect. Try again, or use another method.",
      "password",
    ],
  ],
  [
    "a taken email address",
    () => post(it.browser(), "sign_ups", { email_address: ADA, password: PASSWORD }),
    [
      422,
      "form_identifier_exists",
      "That email address is taken. Please try another.",
      "email_address",
    ],
  ],
  [
    "a weak password",
    () => post(it.browser(), "sign_ups", { email_address: "new@example.com", password: "short" }),
    [422, "form_password_length_too_short", "Passwords must be 8 characters or more.", "password"],
  ],
  [
    "a template that is not there",
    async () => {
      const { browser, session } = await signedIn();
      return post(browser, `sessions/${session}/tokens/none`);
    },
    [404, "resource_not_found", "No JWT template exists with name: none"],
  ],
  [
    "a revoked session",
    async () => {
      const { browser, session } = await signedIn();
      await it.sdk.sessions.revokeSession(session);
      return post(browser, `sessions/${session}/tokens`);
    },
    [
      401,
      "authentication_invalid",
      "Unable to authenticate the request, you need to supply an active session",
    ],
  ],
  [
    "an origin that is not allowed",
    () => it.browser().send("/v1/client", { origin: "https://evil.example" }),
    [
      400,
      "origin_invalid",
      "The Request HTTP Origin header must be one of the origins that this service allows.",
    ],
  ],
  [
    "a form from nowhere",
    () => it.browser().send("/v1/client/sign_ins", { method: "POST", origin: null }),
    [
      401,
      "dev_browser_unauthenticated",
      "Unable to authenticate this browser for your development instance. Check your Clerk cookies and try again.",
    ],
  ],
  [
    "a way back to a foreign origin",
    () =>
      it
        .browser()
        .send("/v1/client/handshake", { query: { redirect_url: "https://evil.example" } }),
    [
      400,
      "invalid_handshake",
      "The handshake request is invalid: redirect_url must be an address of an allowed origin",
      "redirect_url",
    ],
  ],
];

test.each(AT_THE_FORMS)("%s", async (_, ask, refusal) => {
  expect(refusalOf(await ask())).toEqual(refusal);
});

test("a wrong code is counted, and a right one that comes too late is not taken", async () => {
  const browser = it.browser();
  await it.sdk.users.unlockUser(ada);
  const { body } = await post(browser, "sign_ins", { identifier: ADA });
  const { id, supported_first_factors: factors } = body.response;
  const factor = factors.find(({ strategy }: { strategy: string }) => strategy === "email_code");
  const { email_address_id } = factor;
  await post(browser, `sign_ins/${id}/prepare_first_factor`, {
    strategy: "email_code",
    email_address_id,
  });
  const tries = (code: string) =>
    post(browser, `sign_ins/${id}/attempt_first_factor`, { strategy: "email_code", code });
  expect(refusalOf(await tries("000000"))).toEqual([
    422,
    "form_code_incorrect",
    "Incorrect code",
    "code",
  ]);
  const client = (await browser.send("/v1/client")).body.response;
  expect(client.sign_in.first_factor_verification).toMatchObject({ attempts: 1 });
  it.clock.now += 11 * 60_000;
  expect(refusalOf(await tries(await it.newestCode(ADA)))).toEqual([
    400,
    "verification_expired",
    "This verification has expired. You must create a new one.",
  ]);
});

test("a user with too many wrong passwords is locked, and hears for how long", async () => {
  await it.sdk.users.unlockUser(ada);
  const wrong = () => it.browser().signIn(ADA, "not the password");
  expect((await wrong()).status).toBe(422);
  expect((await wrong()).status).toBe(422);
  for (const password of ["not the password", PASSWORD]) {
    const locked = await it.browser().signIn(ADA, password);
    expect(refusalOf(locked)).toEqual([
      403,
      "user_locked",
      "Your account is locked. You will be able to try again in 1 hour. For more information, please contact support.",
    ]);
    expect(locked.body.errors[0].meta).toEqual({ lockout_expires_in_seconds: 3600 });
  }
});

const template = (claims: object) =>
  it.sdk.jwtTemplates.create({ name: "bad", claims }).then(
    () => "saved",
    ({ status, errors: [{ code, longMessage, meta }] }) => [
      status,
      code,
      longMessage,
      meta.paramName,
    ],
  );

test("a malformed template hears which claim, which line and which shortcode", async () => {
  expect(await template({ deep: { mail: "to:\n{{user.first_name" } })).toEqual([
    422,
    "form_param_value_invalid",
    expect.stringMatching(/^In the claim deep\.mail, line 2, column 1: .*shortcode is not closed/),
    "claims",
  ]);
  expect(await template({ mail: "{{user..first_name}}" })).toEqual([
    422,
    "form_param_value_invalid",
    expect.stringMatching(/^In the claim mail, line 1, column \d+: .*user\.\.first_name/),
    "claims",
  ]);
});

test.each(["sub", "exp", "iat", "iss", "nbf", "jti", "azp"])(
  "a template can't say %s",
  async (claim) => {
    expect(await template({ [claim]: "x" })).toEqual([
      400,
      "jwt_template_reserved_claim",
      `You can't use the reserved claim: '${claim}'`,
      "claims",
    ]);
  },
);
