// Clerk's own SDKs, as an app calls them that knows nothing of Rowlock, in a Node.js program of their own.
import { spawnSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { withClerkApi } from "./node-options.ts";

const OWN = "http://localhost:54331";
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock node options "));
  // Loaded before Rowlock's: what would go out is written down, and answered with nothing.
  await writeFile(
    join(directory, "record.cjs"),
    `globalThis.fetch = async (input) => {
      console.log(typeof input === "string" || input instanceof URL ? String(input) : input.url);
      return Response.json({ data: [], total_count: 0, keys: [] });
    };`,
  );
});

/** Runs a program and gives the addresses that it asked. */
async function asked(code: string): Promise<readonly string[]> {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", code],
    {
      cwd: import.meta.dirname,
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: withClerkApi(`--require "${join(directory, "record.cjs")}"`),
        CLERK_API_URL: OWN,
        CLERK_SECRET_KEY: "sk_test_own",
        CLERK_TELEMETRY_DISABLED: "1",
      },
    },
  );
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter(Boolean);
}

test("@clerk/backend with the instance's own key asks the instance", async () => {
  const urls = await asked(`
    import { createClerkClient } from "@clerk/backend";
    await createClerkClient({ secretKey: "sk_test_own" }).users.getUserList({ limit: 1 });
  `);
  expect(urls).toEqual([`${OWN}/v1/users?limit=1`, `${OWN}/v1/users/count`]);
});

test("a request with another instance's key, or with none, goes where it was sent", async () => {
  const urls = await asked(`
    import { createClerkClient } from "@clerk/backend";
    await createClerkClient({ secretKey: "sk_test_other" }).users.getCount();
    await fetch("https://api.clerk.com/v1/jwks");
    await fetch("https://api.clerk.com.example.com/v1/users", {
      headers: { Authorization: "Bearer sk_test_own" },
    });
  `);
  expect(urls).toEqual([
    "https://api.clerk.com/v1/users/count",
    "https://api.clerk.com/v1/jwks",
    "https://api.clerk.com.example.com/v1/users",
  ]);
});

test("a Request keeps its method, its headers and its body", async () => {
  const urls = await asked(`
    const recorded = globalThis.fetch;
    const request = new Request("https://api.clerk.com/v1/users", {
      method: "POST",
      headers: { Authorization: "Bearer sk_test_own" },
      body: "whole",
    });
    const before = Request;
    globalThis.Request = class extends before {
      constructor(...args) {
        super(...args);
        this.clone().text().then((body) => console.log(this.method, body));
      }
    };
    await recorded(request);
    await new Promise((resolve) => setTimeout(resolve));
  `);
  expect(urls).toEqual([`${OWN}/v1/users`, "POST whole"]);
});
