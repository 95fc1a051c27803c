import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findExposedSecrets } from "./scan-project.ts";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (role: string) =>
  `${encode({ alg: "HS256" })}.${encode({ role, iss: "x" })}.${"s".repeat(43)}`;
const CLERK_KEY = `sk_test_${"a1B2".repeat(6)}`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rowlock-scan-"));
  await mkdir(join(directory, ".next/static/chunks"), { recursive: true });
  await mkdir(join(directory, "dist/node_modules"), { recursive: true });
  await writeFile(
    join(directory, ".env.local"),
    [
      "# comment",
      `NEXT_PUBLIC_SUPABASE_KEY=${jwt("anon")}`,
      `NEXT_PUBLIC_ADMIN="${jwt("service_role")}"`,
      `SUPABASE_SERVICE_ROLE_KEY=${jwt("service_role")}`,
      `export VITE_CLERK_SECRET_KEY=${CLERK_KEY}`,
      "VITE_JWT_SECRET=something-long-enough",
      "NEXT_PUBLIC_DB=postgres://postgres:password@db.example.com/postgres",
      "NEXT_PUBLIC_SERVICE_ROLE=",
    ].join("\n"),
  );
  await writeFile(join(directory, ".next/static/chunks/app.js"), `var a=1;\nvar k="${CLERK_KEY}"`);
  await writeFile(join(directory, "dist/app.js"), `fetch("x",{apikey:"${jwt("anon")}"})`);
  await writeFile(join(directory, "dist/node_modules/other.js"), `"${CLERK_KEY}"`);
});
afterAll(() => rm(directory, { recursive: true }));

test("findExposedSecrets() finds secrets by value and by name, and tells where", async () => {
  expect(await findExposedSecrets(directory)).toEqual([
    {
      place: "variable",
      file: ".env.local",
      line: 3,
      name: "NEXT_PUBLIC_ADMIN",
      kind: "a service_role key",
    },
    {
      place: "variable",
      file: ".env.local",
      line: 5,
      name: "VITE_CLERK_SECRET_KEY",
      kind: "a Clerk secret key",
    },
    {
      place: "variable",
      file: ".env.local",
      line: 6,
      name: "VITE_JWT_SECRET",
      kind: "a JWT secret",
    },
    {
      place: "variable",
      file: ".env.local",
      line: 7,
      name: "NEXT_PUBLIC_DB",
      kind: "a database password",
    },
    {
      place: "bundle",
      file: ".next/static/chunks/app.js",
      line: 2,
      name: null,
      kind: "a Clerk secret key",
    },
  ]);
});

test("findExposedSecrets() keeps no value", async () => {
  expect(JSON.stringify(await findExposedSecrets(directory))).not.toContain(CLERK_KEY);
});

test("findExposedSecrets() takes a folder without any of it as it is", async () => {
  expect(await findExposedSecrets(join(directory, "dist"))).toEqual([]);
});
