import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
});
afterAll(() => it.close());

describe("sign_ins", () => {
  test("a sign-in in two steps gives a session, its token and a new cookie", async () => {
    const browser = it.browser();
    const begun = await browser.send("/v1/client/sign_ins", {
      method: "POST",
      form: { identifier: "Ada@Example.com", locale: "en-US" },
    });
    expect(begun.status).toBe(200);
    expect(begun.body.response).toMatchObject({
      object: "sign_in",
      status: "needs_first_factor",
      created_session_id: null,
    });
    const [before] = [...browser.cookies.values()];
    const done = await browser.send(
      `/v1/client/sign_ins/${begun.body.response.id}/attempt_first_factor`,
      { method: "POST", form: { strategy: "password", password: PASSWORD } },
    );
    expect(done.body.response).toMatchObject({ status: "complete" });
    expect([...browser.cookies.values()][0]).not.toBe(before);
  });
});
