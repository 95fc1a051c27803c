// rowlock keys as a process: beside a running stack, which has the new key in force when the command returns, and alone.
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestProject, type TestProject } from "./command-line.ts";

let project: TestProject;

beforeEach(async () => {
  project = await createTestProject();
});

afterEach(() => project.remove());

type Environment = Readonly<Record<string, string>>;

async function environment(): Promise<Environment> {
  return JSON.parse((await project.run("env", "--json")).output);
}

async function statusOf(env: Environment): Promise<number> {
  const key = env.SUPABASE_SERVICE_ROLE_KEY ?? "";
  const response = await fetch(`${env.SUPABASE_URL}/rest/v1/tasks`, {
    headers: { apikey: key, authorization: `Bearer ${key}` },
  });
  return response.status;
}

async function kids(env: Environment): Promise<readonly string[]> {
  const response = await fetch(`${env.CLERK_API_URL}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

test("a running stack has the new key when the command returns, and so has the next start", async () => {
  const dev = project.start("dev");
  await dev.says(/Ready in/);
  const before = await environment();
  expect(await statusOf(before)).toBe(200);

  const { code, output } = await project.run("keys", "rotate", "jwt-secret");
  expect([code, output]).toEqual([0, expect.stringContaining("Made a new JWT secret")]);
  const after = await environment();
  expect(after.SUPABASE_JWT_SECRET).not.toBe(before.SUPABASE_JWT_SECRET);
  expect([await statusOf(before), await statusOf(after)]).toEqual([401, 200]);
  expect(output).not.toMatch(/eyJ|sk_test/);

  const [first] = await kids(after);
  await project.run("keys", "rotate", "instance-key");
  const [second, ...old] = await kids(after);
  expect([second === first, old]).toEqual([false, [first]]);
  const revoked = await project.run("keys", "rotate", "instance-key", "--revoke", "--json");
  expect(JSON.parse(revoked.output)).toEqual({ rotated: "instance-key", running: true });
  const [third, ...none] = await kids(after);
  expect([third === second, none]).toEqual([false, []]);

  dev.process.kill("SIGKILL");
  await dev.exited;
  const again = project.start("dev");
  await again.says(/Ready in/);
  expect(await kids(after)).toEqual([third]);
  expect([await statusOf(before), await statusOf(after)]).toEqual([401, 200]);
});

test("without a stack the key in the state folder is replaced; what is no key is refused", async () => {
  const before = await environment();
  const { output } = await project.run("keys", "rotate", "jwt-secret", "--json");
  expect(JSON.parse(output)).toEqual({ rotated: "jwt-secret", running: false });
  const after = await environment();
  expect(after.SUPABASE_JWT_SECRET).not.toBe(before.SUPABASE_JWT_SECRET);
  expect(after.CLERK_SECRET_KEY).toBe(before.CLERK_SECRET_KEY);
  expect((await project.run("keys", "rotate", "anon")).code).toBe(2);
  expect(await environment()).toEqual(after);
});

test("the stack's clock can run ahead: a token of the machine's clock is expired there", async () => {
  await project.write("rowlock.toml", '[[clerk.users]]\nemail_address = "ada@example.com"\n');
  const dev = project.start("dev", "--clock-offset", "95");
  await dev.says(/Ready in/);
  const { output: token } = await project.run("token", "ada@example.com");
  const { SUPABASE_URL } = await environment();
  const response = await fetch(`${SUPABASE_URL}/rest/v1/tasks`, {
    headers: { authorization: `Bearer ${token.trim()}` },
  });
  expect(await response.json()).toMatchObject({ code: "PGRST303", message: "JWT expired" });
  expect((await project.run("serve", "--clock-offset", "95")).code).toBe(2);
});
