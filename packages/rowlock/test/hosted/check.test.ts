// `rowlock hosted check` against a stand-in of Supabase's Management API and Rowlock's identity service as the Clerk
// instance: all right, then one thing after the other broken.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";
import type { CheckLine } from "../../src/hosted/checks/line.ts";
import { type ClerkStandIn, PLATFORM_KEY, startClerk } from "./clerk-stand-in.ts";
import {
  ACCESS_TOKEN,
  legacyKey,
  type ManagementStandIn,
  PUBLISHABLE_KEY,
  REF,
  type StandInProject,
  startManagement,
} from "./management-stand-in.ts";

const CLAIMS = { aud: "authenticated", role: "authenticated" };
const rowlockToml = (name: string, claims: object = CLAIMS) => `
[clerk]
supabase_integration = true
[[clerk.jwt_templates]]
name = "${name}"
signing_algorithm = "HS256"
signing_key = "project"
claims = { ${Object.entries(claims)
  .map(([claim, value]) => `${claim} = "${value}"`)
  .join(", ")} }
`;

const sound = (): StandInProject => ({
  status: "ACTIVE_HEALTHY",
  schemas: "public, graphql_public",
  legacyEnabled: true,
  signingKeys: [
    { algorithm: "ES256", status: "in_use" },
    { algorithm: "HS256", status: "previously_used" },
  ],
  issuers: [{ issuer: clerk.url, keyIds: [clerk.keyId] }],
  migrations: [{ version: "20250101000000", name: "test" }],
  refusals: new Map(),
});

let directory: string;
let clerk: ClerkStandIn;
let management: ManagementStandIn;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-hosted-"));
  await mkdir(join(directory, "supabase", "migrations"), { recursive: true });
  const files = {
    "supabase/config.toml": '[api]\nschemas = ["public", "graphql_public"]\n',
    "supabase/migrations/20250101000000_test.sql": "create table tasks (id int primary key)",
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(directory, path), text);
  clerk = await startClerk({ name: "supabase", claims: CLAIMS });
  management = await startManagement();
});

beforeEach(async () => {
  Object.assign(management.project, sound());
  clerk.sessionClaims = { role: "authenticated" };
  await writeFile(join(directory, "rowlock.toml"), rowlockToml("supabase"));
});

afterAll(async () => {
  await management.close();
  await clerk.close();
  await rm(directory, { recursive: true });
});

interface Checked {
  readonly exitCode: number;
  readonly output: string;
  readonly lines: readonly CheckLine[];
}

async function check(env: Record<string, string> = {}, ...args: string[]): Promise<Checked> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let output = "";
  for (const stream of [stdout, stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const exitCode = await runCli(["hosted", "check", "--json", "--project-ref", REF, ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {
      HOME: directory,
      SUPABASE_ACCESS_TOKEN: ACCESS_TOKEN,
      SUPABASE_MANAGEMENT_URL: management.url,
      CLERK_BACKEND_API_URL: clerk.url,
      CLERK_SECRET_KEY: clerk.secretKey,
      NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      CLERK_PLATFORM_API_KEY: PLATFORM_KEY,
      NEXT_PUBLIC_SUPABASE_KEY: PUBLISHABLE_KEY,
      ...env,
    },
    cwd: directory,
    signal: new AbortController().signal,
    startedAt: Date.now(),
    exitCode: 0,
  });
  const { checks } = JSON.parse(output.slice(output.indexOf("{"))) as { checks?: CheckLine[] };
  return { exitCode, output, lines: checks ?? [] };
}

function not(state: string, lines: readonly CheckLine[]): readonly string[] {
  return lines.filter((line) => line.state !== state).map(({ check, text }) => `${check}: ${text}`);
}

test("a pair that is right is all ok, but for what no API tells", async () => {
  const { exitCode, lines } = await check();
  expect(not("ok", lines)).toEqual([expect.stringMatching(/^template's key: /)]);
  expect(lines.map(({ state }) => state)).toContain("ok");
  expect(exitCode).toBe(3);
});

test("nothing is changed, and no secret is printed or written", async () => {
  management.asked.length = 0;
  const { output } = await check();
  expect(management.asked.filter((one) => !one.startsWith("GET "))).toEqual([]);
  const secrets = [
    ACCESS_TOKEN,
    clerk.secretKey,
    legacyKey("service_role", REF),
    "a secret of the stand-in",
  ];
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
});

describe("what is broken is named, with what mends it", () => {
  type Broken = Partial<StandInProject> & { readonly env?: Record<string, string> };
  const old = { issuer: "https://old.clerk.accounts.dev", keyIds: ["ins_old"] };
  const own = () => ({ issuer: clerk.url, keyIds: [clerk.keyId] });
  test.each<[name: string, broken: () => Broken, check: string, text: RegExp]>([
    ["a paused project", () => ({ status: "INACTIVE" }), "project", /paused/],
    [
      "a key of another project",
      () => ({ env: { NEXT_PUBLIC_SUPABASE_KEY: legacyKey("anon", "z".repeat(20)) } }),
      "Supabase key",
      /another project, z{20}/,
    ],
    [
      "a legacy key that is switched off",
      () => ({
        legacyEnabled: false,
        env: { NEXT_PUBLIC_SUPABASE_KEY: legacyKey("anon", REF) },
      }),
      "Supabase key",
      /switched those off/,
    ],
    [
      "a service key that a bundler publishes",
      () => ({ env: { NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY: "eyJ.x.y" } }),
      "Supabase key",
      /NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY would be published/,
    ],
    [
      "keys of two instances",
      () => ({
        env: {
          NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_test_${btoa("other.clerk.accounts.dev$")}`,
        },
      }),
      "Clerk keys",
      /is of other\.clerk\.accounts\.dev, CLERK_SECRET_KEY of/,
    ],
    [
      "a revoked secret",
      () => ({ signingKeys: [{ algorithm: "HS256", status: "revoked" }] }),
      "JWT secret",
      /revoked/,
    ],
    [
      "another issuer",
      () => ({ issuers: [old] }),
      "third-party auth",
      /is not trusted; trusted: https:\/\/old\.clerk\.accounts\.dev/,
    ],
    [
      "an issuer that was left over",
      () => ({ issuers: [own(), old] }),
      "third-party auth",
      /besides .* the tokens of https:\/\/old\.clerk\.accounts\.dev are taken/,
    ],
    [
      "keys of the issuer that Supabase does not have",
      () => ({ issuers: [{ issuer: clerk.url, keyIds: ["ins_before"] }] }),
      "issuer's keys",
      /does not have/,
    ],
    [
      "a schema that is not exposed",
      () => ({ schemas: "public" }),
      "exposed schemas",
      /graphql_public is asked/,
    ],
    [
      "a migration that waits",
      () => ({ migrations: [] }),
      "migrations",
      /20250101000000_test\.sql/,
    ],
    [
      "a migration without a file",
      () => ({
        migrations: [
          ...management.project.migrations,
          { version: "20260101000000", name: "by_hand" },
        ],
      }),
      "migrations",
      /20260101000000_by_hand/,
    ],
  ])("%s", async (_, broken, name, text) => {
    const { env, ...project } = broken();
    Object.assign(management.project, project);
    const { exitCode, lines } = await check(env);
    expect(exitCode).toBe(1);
    expect(lines.filter(({ state }) => state === "wrong")).toEqual([
      { check: name, state: "wrong", text: expect.stringMatching(text), fix: expect.any(String) },
    ]);
  });

  test("a template with other claims, and one that is not there", async () => {
    const claims = { ...CLAIMS, aud: "other" };
    await writeFile(join(directory, "rowlock.toml"), rowlockToml("supabase", claims));
    const other = await check();
    await writeFile(join(directory, "rowlock.toml"), rowlockToml("renamed"));
    const absent = await check();
    expect(not("ok", other.lines)).toContainEqual(
      expect.stringMatching(/^template supabase: .*aud differs/),
    );
    expect(not("ok", absent.lines)).toContainEqual(
      expect.stringMatching(/^template renamed: .*it has supabase/),
    );
  });

  test("session tokens without the role", async () => {
    clerk.sessionClaims = {};
    const { exitCode, lines } = await check();
    expect(exitCode).toBe(1);
    expect(not("ok", lines)).toContainEqual(expect.stringMatching(/^role claim: .*as anon/));
  });
});

describe("what can't be looked at is unknown, with the reason", () => {
  test("the role of session tokens, without an account's key", async () => {
    const { exitCode, lines } = await check({ CLERK_PLATFORM_API_KEY: "" });
    expect(exitCode).toBe(3);
    expect(not("ok", lines)).toContainEqual(
      expect.stringMatching(/^role claim: .*set CLERK_PLATFORM_API_KEY/),
    );
  });

  test("a token that lacks a right", async () => {
    const body = { message: "Forbidden", missing_permissions: ["auth_config_read"] };
    management.project.refusals.set("/config/auth/third-party-auth", { status: 403, body });
    const { exitCode, lines } = await check();
    expect(exitCode).toBe(3);
    expect(not("ok", lines)).toContainEqual(
      expect.stringMatching(/^third-party auth: .* the token lacks auth_config_read$/),
    );
  });

  test("a wrong secret key of Clerk", async () => {
    const { exitCode, lines } = await check({ CLERK_SECRET_KEY: "sk_test_wrong" });
    expect(exitCode).toBe(3);
    expect(not("ok", lines)).toContainEqual(expect.stringMatching(/^instance: .*401/));
  });
});

test.each([
  ["no token of Supabase", { SUPABASE_ACCESS_TOKEN: "" }, /SUPABASE_ACCESS_TOKEN/],
  ["no key of Clerk", { CLERK_SECRET_KEY: "" }, /CLERK_SECRET_KEY/],
])("%s is said, with 2", async (_, env, text) => {
  const { exitCode, output } = await check(env);
  expect(exitCode).toBe(2);
  expect(output).toMatch(text);
});
