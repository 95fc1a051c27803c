// Templates of mail and SMS: what is saved is what is sent, until it is reverted.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SECRET_KEY, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings({ phone_number: "optional" });
});
afterAll(() => it.close());

async function ask(method: string, path: string, body?: object) {
  const response = await it.identity.fetch(
    new Request(`${it.url}/v1/templates${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely
  return { status: response.status, body: (await response.json()) as any };
}

const codeOf = ({ body }: Awaited<ReturnType<typeof ask>>) => body.errors?.[0].code;

/** Has a code sent, and gives the message. */
async function sentTo(emailAddress: string) {
  await it.identity.addUser({ emailAddress });
  const form = { identifier: emailAddress, strategy: "email_code" };
  await it.browser().send("/v1/client/sign_ins", { method: "POST", form });
  const [message] = await it.identity.listMessages({ to: emailAddress });
  return message!;
}

describe("templates", () => {
  test("are listed by the way they go, each kind that is sent", async () => {
    const mail = await ask("GET", "/email");
    expect(mail.body.map(({ slug }: { slug: string }) => slug)).toContain(
      "organization_invitation",
    );
    expect(mail.body[0]).toMatchObject({
      object: "template",
      template_type: "email",
      slug: "verification_code",
      resource_type: "system",
      can_revert: false,
      required_variables: ["otp_code"],
      delivered_by_clerk: true,
    });
    const page = await ask("GET", "/sms?paginated=true&limit=1");
    expect(page.body).toMatchObject({ total_count: 2, data: [{ subject: null }] });
    expect(codeOf(await ask("GET", "/pigeon"))).toBe("template_type_unsupported");
    expect((await ask("GET", "/email/nothing")).status).toBe(404);
    expect((await ask("GET", "/sms/invitation")).status).toBe(404);
  });

  test("one that is saved is what is sent, with values as text inside HTML", async () => {
    await it.identity.changeSettings({ application_name: "Ada & <Co>" });
    const before = await sentTo("before@example.com");
    expect(before.subject).toMatch(/^\d{6} is your Ada & <Co> verification code$/);
    const saved = await ask("PUT", "/email/verification_code", {
      name: "Our code",
      subject: "{{ app.name }}: {{otp_code}}",
      body: "<p>{{app.name}} says {{otp_code}}{{constructor}}{{app.nothing}}</p>",
      from_email_name: "codes",
    });
    expect(saved.body).toMatchObject({
      name: "Our code",
      resource_type: "user",
      can_revert: true,
      from_email_name: "codes",
    });
    const sent = await sentTo("saved@example.com");
    const code = String(sent.data.otp_code);
    expect(sent).toMatchObject({
      sender: "codes",
      subject: `Ada & <Co>: ${code}`,
      body: `<p>Ada &amp; &lt;Co&gt; says ${code}</p>`,
      delivered_by_clerk: true,
    });
    const reverted = await ask("POST", "/email/verification_code/revert");
    expect(reverted.body).toMatchObject({ resource_type: "system", name: "Verification code" });
    expect((await sentTo("after@example.com")).body).toMatch(/^Enter this code/);
    expect(codeOf(await ask("POST", "/email/verification_code/revert"))).toBe(
      "template_revert_error",
    );
  });

  test("a preview is filled with examples, and saves nothing", async () => {
    const shown = await ask("POST", "/email/invitation/preview", { body: "Open {{action_url}}" });
    expect(shown.body.body).toMatch(/^Open http:/);
    expect(shown.body.subject).toMatch(/^Your invitation to /);
    expect((await ask("GET", "/email/invitation")).body.can_revert).toBe(false);
    const sms = await ask("POST", "/sms/verification_code/preview", {});
    expect(sms.body.body).toMatch(/^123456 is your/);
  });

  test("delivery is given to the app's server: no line of the log, and webhooks are told so", async () => {
    const path = "/email/verification_code/toggle_delivery";
    expect(codeOf(await ask("POST", path, {}))).toBe("form_param_missing");
    const toggled = await ask("POST", path, { delivered_by_clerk: false });
    expect(toggled.body.delivered_by_clerk).toBe(false);
    try {
      const sent = await sentTo("hook@example.com");
      expect(sent.delivered_by_clerk).toBe(false);
      const told = it.events.filter((event) => event.kind === "message");
      expect(told.map(({ to }) => to)).not.toContain("hook@example.com");
    } finally {
      await ask("POST", "/email/verification_code/revert");
    }
  });

  test.each<[string, string, object, string]>([
    [
      "without its code",
      "/email/verification_code",
      { body: "Hello" },
      "required_variable_missing",
    ],
    ["that is empty", "/email/password_changed", { body: " " }, "form_param_nil"],
    [
      "of a novel by SMS",
      "/sms/verification_code",
      { body: `{{otp_code}}${"x".repeat(1600)}` },
      "sms_max_length_exceeded",
    ],
    [
      "from two lines",
      "/email/invitation",
      { from_email_name: "a@b" },
      "form_param_format_invalid",
    ],
  ])("a message %s is refused", async (_name, path, body, code) => {
    const refused = await ask("PUT", path, body);
    expect([refused.status, codeOf(refused)]).toEqual([422, code]);
    expect((await ask("GET", path)).body.can_revert).toBe(false);
  });
});
