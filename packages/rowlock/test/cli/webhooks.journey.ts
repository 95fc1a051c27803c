// rowlock webhooks as a process, with a handler that verifies as apps do: what is listed, sent again, and made to fail.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

let project: TestProject;
let server: Server;
let url: string;
const handler = { answer: 204, secret: "", events: [] as { type: string; id: string }[] };

beforeEach(async () => {
  project = await createTestProject();
  Object.assign(handler, { answer: 204, events: [] });
  server = createServer(async (incoming, response) => {
    const headers = new Headers(incoming.headers as Record<string, string>);
    const request = new Request(url, { method: "POST", headers, body: await text(incoming) });
    const event = await verifyWebhook(request, { signingSecret: handler.secret }).catch(() => null);
    if (event !== null) handler.events.push({ type: event.type, id: headers.get("svix-id") ?? "" });
    response.writeHead(event === null ? 400 : handler.answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await project.write("rowlock.toml", `[[clerk.webhooks]]\nurl = "${url}"\nevents = ["user.*"]\n`);
});

afterEach(async () => {
  await project.remove();
  server.closeAllConnections();
  server.close();
});

async function json(...args: string[]) {
  const { code, output } = await project.run(...args, "--json");
  expect([args, code, output]).toEqual([args, 0, expect.stringMatching(/^[[{]/)]);
  return JSON.parse(output);
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  await expect.poll(condition, { timeout: 30_000, interval: 20 }).toBe(true);
}

/** The status of the latest message, asked over HTTP because a command takes its time. */
async function lastDelivery(env: Readonly<Record<string, string>>) {
  const response = await fetch(`${env.CLERK_API_URL}/v1/rowlock/webhook_messages?limit=1`, {
    headers: { authorization: `Bearer ${env.CLERK_SECRET_KEY}` },
  });
  const { data } = (await response.json()) as {
    data: { deliveries: { status: string; attempts: number }[] }[];
  };
  return data[0]?.deliveries[0];
}

test("lists, shows, sends again, and makes deliveries fail, beside a running stack", async () => {
  const env = await json("env");
  handler.secret = env.CLERK_WEBHOOK_SIGNING_SECRET;
  handler.answer = 500;
  const dev = project.start("dev");
  await dev.says(/Ready in/);
  expect(await json("webhooks", "secret")).toEqual({ signing_secret: handler.secret });
  const { id: user } = await json("users", "add", "lin@example.com");
  await until(async () => ((await lastDelivery(env))?.attempts ?? 0) > 0);
  const [message] = await json("webhooks", "log", "--status", "pending");
  expect(message).toMatchObject({ type: "user.created", payload: { data: { id: user } } });
  const [endpoint] = await json("webhooks");
  expect(endpoint).toMatchObject({ url, counts: { pending: 1, delivered: 0, failed: 0 } });
  expect(JSON.stringify([message, endpoint])).not.toContain("whsec_");

  handler.answer = 204;
  expect(await json("webhooks", "replay", message.id)).toEqual({ replayed: [message.id] });
  await until(async () => (await lastDelivery(env))?.status === "delivered");
  const shown = await json("webhooks", "show", message.id);
  // It may have been tried again by itself meanwhile, before and after the handler was mended.
  const words = shown.attempts.map((attempt: { error: string | null }) => attempt.error);
  expect([words[0], words.at(-1)]).toEqual(["answered 500", null]);

  const faults = ["webhooks", "faults", "--fail", "100%", "--delay-ms", "1"];
  expect(await json(...faults)).toMatchObject({ faults: { fail: 1, delay_ms: 1 } });
  const delivered = handler.events.length;
  await json("users", "add", "mae@example.com");
  await until(async () => {
    const last = await lastDelivery(env);
    return last?.status === "pending" && last.attempts > 0;
  });
  expect(handler.events.length).toBe(delivered);
  expect((await project.run("webhooks")).output).toMatch(/On purpose.*fails 100 %, waits 1 ms/);
  expect(await json("webhooks", "faults", "--off")).toMatchObject({ faults: {} });
  await json("webhooks", "replay", "--pending");
  await until(() => handler.events.length > delivered);

  for (const [args, refusal] of [
    [["faults", "http://nowhere"], "There is no webhook endpoint http://nowhere"],
    [["show", "msg_none"], "not found"],
    [["faults", "--fail", "2"], "Expected a share from 0 to 1"],
    [["replay"], "name a message, or say --failed or --pending"],
  ] as const) {
    expect([args, await project.run("webhooks", ...args)]).toEqual([
      args,
      { code: 2, output: expect.stringContaining(refusal) },
    ]);
  }
});

test("what happens without a stack waits for one; the app's command is given the secret", async () => {
  await json("users", "add", "lin@example.com");
  const { CLERK_WEBHOOK_SIGNING_SECRET: secret } = await json("env");
  handler.secret = secret;
  expect(handler.events).toEqual([]);
  const dev = project.start(
    "dev",
    "--",
    process.execPath,
    "-e",
    "console.log('secret ' + process.env.CLERK_WEBHOOK_SIGNING_SECRET); setInterval(() => {}, 1000)",
  );
  await until(() => handler.events.length === 1);
  await until(() => dev.output().includes(`secret ${secret}\n`));
});
