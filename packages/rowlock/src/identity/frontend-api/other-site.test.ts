import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
});
afterAll(() => it.close());

const FROM_ELSEWHERE = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors" };
const PAGE = "http://127.0.0.1:3000";

describe("a page of another site", () => {
  test("is refused in words that it can read, and its developer is told once", async () => {
    const browser = it.browser();
    const ask = (path: string, method?: "POST") =>
      browser.send(path, {
        origin: PAGE,
        headers: FROM_ELSEWHERE,
        ...(method === undefined ? {} : { method }),
      });
    const answers = [
      await ask("/v1/client"),
      await ask("/v1/environment", "POST"),
      await ask("/v1/client/sign_ins", "POST"),
    ];
    for (const { status, body, headers } of answers) {
      expect(status).toBe(400);
      expect(body.errors[0].code).toBe("page_on_other_site");
      expect(body.errors[0].long_message).toMatch(
        /^The page at http:\/\/127\.0\.0\.1:3000 asks .* Open http:\/\/localhost:3000, and give /,
      );
      expect(headers.get("access-control-allow-origin")).toBe(PAGE);
      expect(headers.getSetCookie()).toEqual([]);
    }
    const told = it.events.filter(({ kind }) => kind === "page_on_other_site");
    expect(told).toEqual([
      { kind: "page_on_other_site", text: answers[0]?.body.errors[0].long_message },
    ]);
  });

  test("of https is sent to http, which is another site to a browser, too", async () => {
    const origin = "https://localhost:3000";
    const { body } = await it.browser().send("/v1/client", { origin, headers: FROM_ELSEWHERE });
    expect(body.errors[0].long_message).toContain("Open http://localhost:3000, and");
  });

  test("is answered where cookies travel: on a navigation; and a preflight", async () => {
    const navigation = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };
    const handshake = await it.browser().raw("/v1/client/handshake", {
      origin: PAGE,
      headers: navigation,
      query: { redirect_url: `${PAGE}/` },
    });
    expect(handshake.status).toBe(307);
    const preflight = await fetch(`${it.url}/v1/client`, {
      method: "OPTIONS",
      headers: { Origin: PAGE, ...FROM_ELSEWHERE },
    });
    expect(preflight.status).toBe(204);
  });

  test("of this site, under any port, is answered", async () => {
    for (const site of ["same-site", "same-origin"]) {
      const headers = { "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "cors" };
      expect((await it.browser().send("/v1/client", { headers })).status).toBe(200);
    }
  });
});
