// Every method of the SDK's resources that are offered is called by a test of this folder or of the handshake's, or
// here, where nothing is there to be done: then it is refused in Clerk's words.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
let userId: string;
beforeAll(async () => {
  it = await startTestIdentity();
  userId = (await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD })).id;
});
afterAll(() => it.close());

const OFFERED = [
  "users",
  "emailAddresses",
  "sessions",
  "clients",
  "organizations",
  "organizationRoles",
  "organizationPermissions",
  "invitations",
  "signInTokens",
  "actorTokens",
  "testingTokens",
  "jwtTemplates",
  "jwks",
  "instance",
  "signUps",
] as const;

const TESTS = [import.meta.dirname, join(import.meta.dirname, "../handshake")]
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

test.each(OFFERED)("every method of sdk.%s is called through the SDK", (resource) => {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(it.sdk[resource]));
  const notCalled = methods
    .filter((method) => method !== "constructor")
    .filter((method) => !new RegExp(`\\bsdk\\s*\\.${resource}\\s*\\.${method}\\(`).test(TESTS));
  expect(notCalled).toEqual([]);
});

function refusal(asked: Promise<unknown>): Promise<readonly unknown[]> {
  return asked.then(
    () => [200],
    ({ status, errors }) => [status, errors[0].code],
  );
}

describe("what nobody can have here", () => {
  test("is gone already, or was never found", async () => {
    const { sdk } = it;
    expect(await sdk.users.deleteUserTOTP(userId)).toMatchObject({ user_id: userId });
    expect(await sdk.users.deleteUserBackupCodes(userId)).toMatchObject({ user_id: userId });
    const missing = [404, "resource_not_found"];
    const identification = { userId, passkeyIdentificationId: "idn_none" };
    expect(await refusal(sdk.users.deleteUserPasskey(identification))).toEqual(missing);
    const wallet = { userId, web3WalletIdentificationId: "idn_none" };
    expect(await refusal(sdk.users.deleteUserWeb3Wallet(wallet))).toEqual(missing);
    const account = { userId, externalAccountId: "eac_none" };
    expect(await refusal(sdk.users.deleteUserExternalAccount(account))).toEqual(missing);
  });

  test("is an endpoint that is not there, and named in the log", async () => {
    const authorization = `Bearer ${SECRET_KEY}`;
    const asked = new Request(`${it.url}/v1/never_heard_of`, { headers: { authorization } });
    expect((await it.identity.fetch(asked)).status).toBe(404);
    expect(it.events).toContainEqual({
      kind: "missing_endpoint",
      api: "backend",
      method: "GET",
      path: "/v1/never_heard_of",
    });
  });
});

describe("a proxy", () => {
  test("is found good where it leads to this service, and nowhere else", async () => {
    const { sdk, url } = it;
    const [domain] = (await sdk.domains.list()).data;
    const domainId = domain!.id;
    expect(await sdk.proxyChecks.verify({ domainId, proxyUrl: url })).toMatchObject({
      domainId,
      proxyUrl: url,
      successful: true,
    });
    const proxyUrl = `${url}/elsewhere`;
    expect(await sdk.proxyChecks.verify({ domainId, proxyUrl })).toMatchObject({
      successful: false,
    });
    const foreign = sdk.proxyChecks.verify({ domainId, proxyUrl: "https://example.com/__clerk" });
    expect(await refusal(foreign)).toEqual([422, "form_param_format_invalid"]);
    const other = sdk.proxyChecks.verify({ domainId: "dmn_none", proxyUrl: url });
    expect(await refusal(other)).toEqual([404, "resource_not_found"]);
  });
});

test("a sign-up is read and changed by the server", async () => {
  const browser = it.browser();
  const form = { email_address: "new@example.com" };
  const { body } = await browser.send("/v1/client/sign_ups", { method: "POST", form });
  const { id } = body.response;
  const changed = await it.sdk.signUps.update({ signUpAttemptId: id, externalId: "ext-9" });
  expect(changed.externalId).toBe("ext-9");
  expect(await it.sdk.signUps.get(id)).toMatchObject({
    id,
    emailAddress: "new@example.com",
    externalId: "ext-9",
  });
  expect(await refusal(it.sdk.signUps.get("sua_none"))).toEqual([404, "resource_not_found"]);
});
