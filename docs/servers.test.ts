// Runs the servers of docs/servers.md, which are the files of examples/servers, against a stack: each answers with the
// rows of whoever asks, and with nobody's when it can't tell who that is.
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClerkClient, createClerkClient } from "@clerk/backend";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findFreePorts } from "../packages/rowlock/test/free-ports.ts";
import { GUIDE_TEMPLATE, startTestStack, type TestStack } from "../packages/rowlock/test/stack.ts";

const REPOSITORY = join(import.meta.dirname, "..");
const SERVERS = ["express", "hono", "fetch", "node"] as const;
const BEARER_ONLY = { Authorization: "Bearer not.a.token" };

let api: TestStack;
let environment: Readonly<Record<string, string>>;
let clerk: ClerkClient;
let server: ChildProcess | undefined;

beforeAll(async () => {
  const tasks = "examples/nextjs/supabase/migrations/20250101000000_tasks.sql";
  api = await startTestStack({
    migration: await readFile(join(REPOSITORY, tasks), "utf8"),
    rowlockToml: `${GUIDE_TEMPLATE}
[[clerk.users]]
email_address = "ada@example.com"

[[clerk.users]]
email_address = "grace@example.com"
`,
  });
  environment = await api.opened.environment();
  const { CLERK_SECRET_KEY: secretKey, CLERK_API_URL: apiUrl } = environment;
  clerk = createClerkClient({
    secretKey: secretKey!,
    apiUrl: apiUrl!,
    telemetry: { disabled: true },
  });
});

afterEach(async () => {
  if (server === undefined) return;
  const ended = new Promise((resolve) => server?.once("close", resolve));
  server.kill();
  await ended;
  server = undefined;
});

afterAll(() => api?.close());

/** Signs somebody in as the browser of an app at `origin` does; gives what it would send to a server. */
async function signIn(
  emailAddress: string,
  origin = "http://localhost:3000",
): Promise<{ Authorization: string }> {
  const { data } = await clerk.users.getUserList({ emailAddress: [emailAddress] });
  const { token } = await clerk.signInTokens.createSignInToken({
    userId: data[0]!.id,
    expiresInSeconds: 60,
  });
  const response = await fetch(`${environment.CLERK_FAPI_URL}/v1/client/sign_ins`, {
    method: "POST",
    headers: { Origin: origin },
    body: new URLSearchParams({ strategy: "ticket", ticket: token }),
  });
  const { client } = (await response.json()) as {
    readonly client: {
      readonly sessions: readonly { readonly last_active_token: { readonly jwt: string } }[];
    };
  };
  return { Authorization: `Bearer ${client.sessions[0]!.last_active_token.jwt}` };
}

async function start(name: (typeof SERVERS)[number]): Promise<string> {
  const { app: port } = await findFreePorts();
  const env = { ...process.env, ...environment, PORT: String(port) };
  const child = spawn(process.execPath, [`examples/servers/${name}.js`], { cwd: REPOSITORY, env });
  server = child;
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.once("close", () => reject(new Error(`${name}.js ended:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Listening")) resolve();
      });
    }
  });
  return `http://127.0.0.1:${port}/tasks`;
}

test("the page shows the servers as they are", async () => {
  const page = await readFile(join(import.meta.dirname, "servers.md"), "utf8");
  for (const name of SERVERS) {
    const code = await readFile(join(REPOSITORY, `examples/servers/${name}.js`), "utf8");
    expect(page).toContain(`\`\`\`js ${name}.js\n${code}\`\`\``);
  }
});

describe.each(SERVERS)("%s.js", (name) => {
  test("answers each person with their own rows, and nobody else at all", async () => {
    const url = await start(name);
    const [ada, grace, elsewhere] = await Promise.all([
      signIn("ada@example.com"),
      signIn("grace@example.com"),
      signIn("ada@example.com", "http://localhost:4000"),
    ]);
    const template = { Authorization: `Bearer ${await api.token("ada@example.com")}` };
    const task = `from ${name}`;
    const names = async (headers: HeadersInit) => {
      const response = await fetch(url, { headers });
      expect(response.status).toBe(200);
      const rows = (await response.json()) as readonly { readonly name: string }[];
      return rows.map((row) => row.name).filter((each) => each === task);
    };

    const added = await fetch(url, {
      method: "POST",
      headers: { ...ada, "Content-Type": "application/json" },
      body: JSON.stringify({ name: task }),
    });
    expect([added.status, await added.json()]).toEqual([201, { name: task }]);
    expect(await names(ada)).toEqual([task]);
    expect(await names(grace)).toEqual([]);
    for (const headers of [{}, BEARER_ONLY, elsewhere, template]) {
      const refused = await fetch(url, { headers });
      expect([refused.status, await refused.json()]).toEqual([401, { error: "Sign in first" }]);
    }
  });
});
