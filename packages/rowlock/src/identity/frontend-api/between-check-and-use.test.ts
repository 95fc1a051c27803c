// What was true when it was checked may be so no more when it is used: several at once, and things that changed since.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowserAnswer, TestBrowser } from "../test/test-browser.ts";
import { startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
let people = 0;
beforeAll(async () => {
  it = await startTestIdentity({
    settings: { single_session_mode: false, password: { required: false } },
  });
});
afterAll(() => it.close());

const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });
const remove = (browser: TestBrowser, path: string) => browser.send(path, { method: "DELETE" });
const codeOf = ({ body }: BrowserAnswer) => body.errors?.[0].code;

/** Somebody who is signed in. */
async function somebody() {
  people += 1;
  const emailAddress = `p${people}@example.com`;
  const { id } = await it.identity.addUser({ emailAddress });
  const browser = it.browser();
  const token = await it.sdk.signInTokens.createSignInToken({ userId: id, expiresInSeconds: 600 });
  const { body } = await post(browser, "/v1/client/sign_ins", {
    strategy: "ticket",
    ticket: token.token,
  });
  return { id, browser, emailAddress, sessionId: body.response.created_session_id };
}

describe("at the same time", () => {
  test("of two managers who send each other away, one stays", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [await somebody(), await somebody()];
      const { id } = await it.sdk.organizations.createOrganization({
        name: `Round ${round}`,
        createdBy: one.id,
      });
      await it.sdk.organizations.createOrganizationMembership({
        organizationId: id,
        userId: two.id,
        role: "org:admin",
      });
      const path = `/v1/organizations/${id}/memberships`;
      await Promise.all([
        remove(one.browser, `${path}/${two.id}`),
        remove(two.browser, `${path}/${one.id}`),
      ]);
      const left = await it.sdk.organizations.getOrganizationMembershipList({ organizationId: id });
      expect(left.totalCount).toBe(1);
    }
  });

  test("nobody makes more organizations than they may", async () => {
    const { id, browser } = await somebody();
    await it.sdk.users.updateUser(id, { createOrganizationsLimit: 2 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        post(browser, "/v1/organizations", { name: `Number ${index}`, slug: `number-${index}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  test("invitations do not pass an organization's limit together", async () => {
    const { id } = await it.sdk.organizations.createOrganization({
      name: "Small",
      createdBy: (await somebody()).id,
      maxAllowedMemberships: 3,
    });
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        it.sdk.organizations.createOrganizationInvitation({
          organizationId: id,
          emailAddress: `many-${index}@example.com`,
          role: "org:member",
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  test("a server that notes an id does not undo the sign-up that the browser finishes", async () => {
    for (let round = 0; round < 8; round += 1) {
      const browser = it.browser();
      const path = "/v1/client/sign_ups";
      const email_address = `noted-${round}+clerk_test@example.com`;
      const { id } = (await post(browser, path, { email_address })).body.response;
      await post(browser, `${path}/${id}/prepare_verification`, { strategy: "email_code" });
      const note = () =>
        fetch(`${it.url}/v1/sign_ups/${id}`, {
          method: "PATCH",
          headers: {
            Authorization: `Bearer sk_test_${"s".repeat(40)}`,
            "Content-Type": "application/json",
          },
          body: JSON.stringify({ external_id: `noted-${round}` }),
        });
      const [done] = await Promise.all([
        post(browser, `${path}/${id}/attempt_verification`, {
          strategy: "email_code",
          code: "424242",
        }),
        note(),
        note(),
      ]);
      expect(done.body.response.status).toBe("complete");
      expect((await browser.send(`${path}/${id}`)).body.response).toMatchObject({
        status: "complete",
        created_user_id: done.body.response.created_user_id,
      });
    }
  });
});

describe("since then", () => {
  /** A second address of somebody, verified. */
  async function addAddress({ browser, emailAddress }: Awaited<ReturnType<typeof somebody>>) {
    const email_address = `second-${emailAddress}`;
    const added = await post(browser, "/v1/me/email_addresses", { email_address });
    const path = `/v1/me/email_addresses/${added.body.response.id}`;
    await post(browser, `${path}/prepare_verification`, { strategy: "email_code" });
    await post(browser, `${path}/attempt_verification`, {
      code: await it.newestCode(email_address),
    });
    return { id: added.body.response.id as string, path, email_address };
  }

  test("a code sent to an address that the user gave up signs nobody in", async () => {
    const ada = await somebody();
    const second = await addAddress(ada);
    const other = it.browser();
    const begun = await post(other, "/v1/client/sign_ins", { identifier: second.email_address });
    const path = `/v1/client/sign_ins/${begun.body.response.id}`;
    const strategy = "email_code";
    await post(other, `${path}/prepare_first_factor`, { strategy, email_address_id: second.id });
    const code = await it.newestCode(second.email_address);
    expect((await remove(ada.browser, second.path)).status).toBe(200);
    const late = await post(other, `${path}/attempt_first_factor`, { strategy, code });
    expect(codeOf(late)).toBe("verification_missing");
    expect((await other.send("/v1/client")).body.response.sessions).toEqual([]);
  });

  test("nor proves it who the user is", async () => {
    const ada = await somebody();
    const second = await addAddress(ada);
    const path = `/v1/client/sessions/${ada.sessionId}/verify`;
    const strategy = "email_code";
    await post(ada.browser, path, { level: "first_factor" });
    await post(ada.browser, `${path}/prepare_first_factor`, {
      strategy,
      email_address_id: second.id,
    });
    const code = await it.newestCode(second.email_address);
    await remove(ada.browser, second.path);
    const late = await post(ada.browser, `${path}/attempt_first_factor`, { strategy, code });
    expect(codeOf(late)).toBe("verification_missing");
  });

  test("a ticket into an organization that the user left signs in without it", async () => {
    const { id: userId } = await somebody();
    const { id: organizationId } = await it.sdk.organizations.createOrganization({
      name: "Left",
      createdBy: (await somebody()).id,
    });
    const membership = { organizationId, userId };
    await it.sdk.organizations.createOrganizationMembership({ ...membership, role: "org:admin" });
    const made = await fetch(`${it.url}/v1/sign_in_tokens`, {
      method: "POST",
      headers: {
        Authorization: `Bearer sk_test_${"s".repeat(40)}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ user_id: userId, org_id: organizationId }),
    });
    const { token } = (await made.json()) as { token: string };
    await it.sdk.organizations.deleteOrganizationMembership(membership);
    const { body } = await post(it.browser(), "/v1/client/sign_ins", {
      strategy: "ticket",
      ticket: token,
    });
    expect(body.client.sessions[0]).toMatchObject({
      last_active_organization_id: null,
      user: { id: userId },
    });
  });
});
