import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { afterEach, describe, expect, test } from "vitest";
import { createIdentity, type IdentityOptions } from "../create-identity.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

const SECRET = `whsec_${Buffer.from("a secret of twenty-four b.").toString("base64")}`;

interface Received {
  readonly id: string;
  readonly type: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: events of many shapes, read freely by tests
  readonly data: any;
}

/** An app's handler, as far as the service can tell. */
async function startReceiver(answer: (received: Received) => number = () => 200) {
  const received: Received[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const event = JSON.parse(body);
    const headers = request.headers as Record<string, string>;
    const entry = {
      id: headers["svix-id"] ?? "",
      type: event.type,
      data: event.data,
      headers,
      body,
    };
    received.push(entry);
    response.writeHead(answer(entry)).end("<html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { received, url, close };
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource.close();
});
async function start(options: Partial<IdentityOptions> = {}): Promise<TestIdentity> {
  const it = await startTestIdentity({ deliverWebhooks: false, ...options });
  open.push(it);
  return it;
}
async function receiver(answer?: (received: Received) => number) {
  const started = await startReceiver(answer);
  open.push(started);
  return started;
}
const ask = async (it: TestIdentity, method: string, path: string, body?: object) => {
  const response = await it.identity.fetch(
    new Request(`${it.url}/v1/rowlock${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe("webhooks", () => {
  test("events are signed so that the SDK's verifyWebhook takes them, and nobody else's", async () => {
    const it = await start();
    const hook = await receiver();
    await it.identity.declareWebhooks([{ url: hook.url, events: [], signing_secret: SECRET }]);
    await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
    expect(await it.identity.deliverWebhooks()).toBe(1);
    const [first] = hook.received;
    const request = (headers: Record<string, string>, body: string) =>
      new Request("http://localhost/hook", { method: "POST", headers, body });
    const event = await verifyWebhook(request(first!.headers, first!.body), {
      signingSecret: SECRET,
    });
    expect(event.type).toBe("user.created");
    expect(event.data).toMatchObject({
      object: "user",
      email_addresses: [{ email_address: "ada@example.com" }],
      private_metadata: {},
    });
    await expect(
      verifyWebhook(request(first!.headers, first!.body.replace("ada", "eve")), {
        signingSecret: SECRET,
      }),
    ).rejects.toThrow();
    expect(first!.body).not.toContain("scrypt");
  });

  test("an SMS is told of as mail is, and a test number gets none", async () => {
    const it = await start();
    const hook = await receiver();
    const { id: userId } = await it.identity.addUser({ emailAddress: "ada@example.com" });
    await it.identity.declareWebhooks([{ url: hook.url, events: [] }]);
    for (const phone_number of ["+12015550100", "+41446681800"]) {
      const { id } = await it.sdk.phoneNumbers.createPhoneNumber({
        userId,
        phoneNumber: phone_number,
      });
      await it.identity.fetch(
        new Request(`${it.url}/v1/phone_numbers/${id}/prepare_verification`, {
          method: "POST",
          headers: { authorization: `Bearer ${SECRET_KEY}` },
        }),
      );
    }
    await it.identity.deliverWebhooks();
    const told = hook.received.filter(({ type }) => type === "sms.created");
    expect(told.map(({ data }) => data)).toMatchObject([
      {
        object: "sms_message",
        id: expect.stringMatching(/^sms_/),
        slug: "verification_code",
        to_phone_number: "+41446681800",
        phone_number_id: expect.stringMatching(/^idn_/),
        user_id: userId,
        status: "queued",
        delivered_by_clerk: true,
        created_at_ms: it.clock.now,
      },
    ]);
    expect(told[0]?.data.message).toMatch(/^\d{6} is your Rowlock verification code/);
    const users = hook.received.filter(({ type }) => type === "user.updated");
    expect(users.at(-1)?.data.phone_numbers).toMatchObject([
      { phone_number: "+12015550100" },
      { phone_number: "+41446681800" },
    ]);
  });

  test("each change tells of itself, in order, and nothing of what was undone", async () => {
    const it = await start();
    const hook = await receiver();
    await it.identity.declareWebhooks([{ url: hook.url, events: [] }]);
    const user = await it.sdk.users.createUser({
      emailAddress: ["ada@example.com"],
      password: PASSWORD,
    });
    await it.sdk.users
      .createUser({ emailAddress: ["other@example.com", "ada@example.com"], password: PASSWORD })
      .catch(() => {});
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    await browser.send("/v1/me", { method: "PATCH", form: { first_name: "Ada" } });
    const { body } = await browser.send("/v1/organizations", {
      method: "POST",
      form: { name: "Org" },
    });
    const organizationId = body.response.id;
    await it.sdk.organizations.createOrganizationInvitation({
      organizationId,
      emailAddress: "grace@example.com",
      role: "org:member",
    });
    await browser.send("/v1/client/sessions", { method: "DELETE" });
    await it.sdk.organizations.deleteOrganization(organizationId);
    await it.sdk.users.deleteUser(user.id);
    await it.identity.deliverWebhooks();
    expect(hook.received.map(({ type }) => type)).toEqual([
      "user.created",
      "session.created",
      "user.updated",
      "organization.created",
      "organizationMembership.created",
      "email.created",
      "organizationInvitation.created",
      "session.removed",
      "organization.deleted",
      "user.deleted",
    ]);
    expect(hook.received.at(-1)?.data).toMatchObject({
      id: user.id,
      deleted: true,
      object: "user",
    });
    expect(hook.received[2]?.data.first_name).toBe("Ada");
  });

  test("a role that is deleted is told as a deleted object, an accepted invitation with whose it is", async () => {
    const it = await start();
    const hook = await receiver();
    const types = ["role.deleted", "permission.deleted", "organizationInvitation.accepted"];
    await it.identity.declareWebhooks([{ url: hook.url, events: types }]);
    const permission = await it.sdk.organizationPermissions.createOrganizationPermission({
      name: "Row",
      key: "org:boats:row",
      description: "Rows",
    });
    await it.sdk.organizationPermissions.deleteOrganizationPermission(permission.id);
    const role = await it.sdk.organizationRoles.createOrganizationRole({
      name: "Cox",
      key: "org:cox",
    });
    await it.sdk.organizationRoles.deleteOrganizationRole(role.id);
    const { id } = await it.identity.addUser({
      emailAddress: "ada@example.com",
      password: PASSWORD,
    });
    const organization = await it.sdk.organizations.createOrganization({ name: "Org" });
    await it.sdk.organizations.createOrganizationInvitation({
      organizationId: organization.id,
      emailAddress: "ada@example.com",
      role: "org:member",
    });
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const invitations = "/v1/me/organization_invitations";
    const [invitation] = (await browser.send(invitations)).body.response.data;
    await browser.send(`${invitations}/${invitation.id}/accept`, { method: "POST", form: {} });
    await it.identity.deliverWebhooks();
    expect(hook.received.map(({ type, data }) => ({ type, data }))).toEqual([
      {
        type: "permission.deleted",
        data: { object: "permission", id: permission.id, deleted: true },
      },
      { type: "role.deleted", data: { object: "role", id: role.id, deleted: true } },
      {
        type: "organizationInvitation.accepted",
        data: expect.objectContaining({ id: invitation.id, user_id: id, status: "accepted" }),
      },
    ]);
  });

  test("a session that has something left to do is told as pending too", async () => {
    const it = await start({ settings: { organizations: { force_selection: true } } });
    const hook = await receiver();
    const types = ["session.created", "session.pending"];
    await it.identity.declareWebhooks([{ url: hook.url, events: types }]);
    await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
    await it.browser().signIn("ada@example.com", PASSWORD);
    await it.identity.deliverWebhooks();
    expect(hook.received.map(({ type, data }) => [type, data.status])).toEqual([
      ["session.created", "pending"],
      ["session.pending", "pending"],
    ]);
  });

  test("an endpoint hears only the events that it named", async () => {
    const it = await start();
    const hook = await receiver();
    await it.identity.declareWebhooks([
      { url: hook.url, events: ["user.deleted", "organization.*"] },
    ]);
    const { id } = await it.identity.addUser({ emailAddress: "ada@example.com" });
    await it.sdk.organizations.createOrganization({ name: "Org" });
    await it.sdk.users.deleteUser(id);
    await it.identity.deliverWebhooks();
    expect(hook.received.map(({ type }) => type)).toEqual(["organization.created", "user.deleted"]);
  });

  test("a failed delivery waits longer each time, then counts as failed, and can be replayed", async () => {
    const it = await start({ webhookRetrySeconds: [5, 300] });
    let status = 500;
    const hook = await receiver(() => status);
    await it.identity.declareWebhooks([{ url: hook.url, events: ["user.created"] }]);
    await it.identity.addUser({ emailAddress: "ada@example.com" });
    const attempts = [];
    for (const seconds of [0, 4, 1, 299, 1, 1000]) {
      it.clock.now += seconds * 1000;
      attempts.push(await it.identity.deliverWebhooks());
    }
    expect(attempts).toEqual([1, 0, 1, 0, 1, 0]);
    expect(new Set(hook.received.map(({ id }) => id)).size).toBe(1);
    const [logged] = (await ask(it, "GET", "/webhook_messages?status=failed")).body.data;
    expect(logged).toMatchObject({ type: "user.created", deliveries: [{ attempts: 3 }] });
    const one = await ask(it, "GET", `/webhook_messages/${logged.id}`);
    expect(one.body.attempts.map((attempt: { error: string }) => attempt.error)).toEqual(
      Array(3).fill("answered 500"),
    );
    status = 204;
    await ask(it, "POST", `/webhook_messages/${logged.id}/replay`, {});
    expect(await it.identity.deliverWebhooks()).toBe(1);
    const again = await ask(it, "GET", `/webhook_messages/${logged.id}`);
    expect(again.body.deliveries).toMatchObject([{ status: "delivered", attempts: 4 }]);
  });

  test("a redirect and a closed port are failures, not surprises", async () => {
    const it = await start();
    const hook = await receiver(() => 302);
    const closed = await startReceiver();
    await closed.close();
    await it.identity.declareWebhooks([
      { url: hook.url, events: [] },
      { url: closed.url, events: [] },
    ]);
    await it.identity.addUser({ emailAddress: "ada@example.com" });
    await it.identity.deliverWebhooks();
    const outcomes = it.events.flatMap((event) =>
      event.kind === "webhook_attempt" ? [event.outcome] : [],
    );
    expect(outcomes.toSorted()).toEqual(["ECONNREFUSED", "answered 302"]);
  });

  test("the switches fail, duplicate, delay and reorder; in the end everything arrives", async () => {
    const it = await start({ webhookRetrySeconds: Array(40).fill(1) });
    const hook = await receiver();
    const made = await ask(it, "POST", "/webhook_endpoints", {
      url: hook.url,
      events: ["user.created"],
    });
    await ask(it, "PATCH", `/webhook_endpoints/${made.body.id}`, {
      faults: { fail: 0.3, lose_answer: 0.2, duplicate: 0.3, reorder: 0.5, reorder_ms: 5000 },
    });
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) {
      ids.push((await it.identity.addUser({ emailAddress: `u${index}@example.com` })).id);
    }
    let rounds = 0;
    do {
      it.clock.now += 1000;
      await it.identity.deliverWebhooks();
      rounds += 1;
    } while (
      rounds < 60 &&
      (await ask(it, "GET", "/webhook_messages?status=pending")).body.total_count > 0
    );
    const order = hook.received.map(({ data }) => data.id);
    const firsts = [...new Set(order)];
    expect(firsts.toSorted()).toEqual(ids.toSorted());
    expect(order.length).toBeGreaterThan(ids.length);
    expect(firsts).not.toEqual(ids);
    expect(it.events).toContainEqual(expect.objectContaining({ outcome: "failed on purpose" }));
    const bad = await ask(it, "PATCH", `/webhook_endpoints/${made.body.id}`, {
      faults: { fail: 2 },
    });
    expect(bad.status).toBe(422);
  });

  test("each event of a user has a later updated_at than the one before, whatever changed and however fast", async () => {
    const it = await start();
    const hook = await receiver();
    await it.identity.declareWebhooks([{ url: hook.url, events: ["user.*"] }]);
    const user = await it.sdk.users.createUser({
      emailAddress: ["ada@example.com"],
      password: PASSWORD,
    });
    await it.sdk.users.updateUser(user.id, { firstName: "Ada" });
    const email = await it.sdk.emailAddresses.createEmailAddress({
      userId: user.id,
      emailAddress: "augusta@example.com",
    });
    await it.sdk.emailAddresses.updateEmailAddress(email.id, { verified: true });
    await it.sdk.emailAddresses.deleteEmailAddress(email.id);
    await it.sdk.users.lockUser(user.id);
    await it.sdk.users.unlockUser(user.id);
    await it.sdk.users.banUser(user.id);
    await it.identity.mergeMetadata(user.id, { public_metadata: { plan: "pro" } });
    await it.identity.deliverWebhooks();
    const moments = hook.received.map(({ data }) => data.updated_at);
    expect(moments).toHaveLength(9);
    expect(moments).toEqual([...new Set(moments)].toSorted());
    expect((await it.sdk.users.getUser(user.id)).updatedAt).toBe(moments.at(-1));
  });

  test("what was not delivered before the service ended is delivered by the next one", async () => {
    const it = await start();
    const hook = await receiver();
    await it.identity.declareWebhooks([{ url: hook.url, events: [] }]);
    await it.identity.addUser({ emailAddress: "ada@example.com" });
    const next = await createIdentity({
      connectionString: it.connectionString,
      issuer: "http://127.0.0.1:54399",
      appUrl: "http://localhost:54399",
      publishableKey: it.publishableKey,
      secretKey: SECRET_KEY,
      keys: () => it.keys,
      projectSigning: () => ({
        projectSecrets: it.projectSecrets,
        allowedRoles: ["authenticated"],
      }),
    });
    const arrived = async () => {
      while (hook.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await arrived();
    await next.addUser({ emailAddress: "grace@example.com" });
    while (hook.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await next.close();
    expect(hook.received.map(({ type }) => type)).toEqual(["user.created", "user.created"]);
  });

  test("endpoints are made, changed, hidden and deleted; declared ones only in the file", async () => {
    const it = await start();
    await it.identity.declareWebhooks([
      { url: "http://localhost:3000/hook", events: ["user.created"] },
    ]);
    const list = await ask(it, "GET", "/webhook_endpoints");
    const [declared] = list.body.data;
    expect(declared).toMatchObject({ declared: true, url: "http://localhost:3000/hook" });
    expect(JSON.stringify(list.body)).not.toContain("whsec_");
    const secret = await ask(it, "GET", `/webhook_endpoints/${declared.id}/secret`);
    expect(secret.body.signing_secret).toMatch(/^whsec_/);
    expect((await ask(it, "DELETE", `/webhook_endpoints/${declared.id}`)).status).toBe(403);
    const moved = { url: "http://localhost:9/x" };
    expect((await ask(it, "PATCH", `/webhook_endpoints/${declared.id}`, moved)).status).toBe(403);
    const off = await ask(it, "PATCH", `/webhook_endpoints/${declared.id}`, { enabled: false });
    expect(off.body.enabled).toBe(false);
    for (const body of [
      { url: "file:///etc/passwd" },
      { url: "http://x.example", events: ["user.exploded"] },
      { url: "http://x.example", signing_secret: "short" },
      {},
    ]) {
      expect((await ask(it, "POST", "/webhook_endpoints", body)).status).toBe(422);
    }
    await it.identity.declareWebhooks([]);
    expect((await ask(it, "GET", "/webhook_endpoints")).body.total_count).toBe(0);
  });
});
