import { describe, expect, test } from "vitest";
import { appVariables } from "./app-variables.ts";

const VALUES = {
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_KEY: "anon",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_local",
  SUPABASE_SERVICE_ROLE_KEY: "service",
  SUPABASE_DB_URL: "postgresql://postgres@127.0.0.1:54322/postgres",
  CLERK_SECRET_KEY: "sk_test_local",
  CLERK_JWT_KEY: "pem",
};

function found(files: Readonly<Record<string, string>>) {
  return appVariables(new Map(Object.entries(files)), VALUES);
}

describe("appVariables()", () => {
  test("gives the app's own names, under every bundler's prefix, in each way that a source reads them", () => {
    const { given } = found({
      "a.ts":
        "createClient(process.env.NEXT_PUBLIC_SUPABASE_URL!, process.env['NEXT_PUBLIC_SUPABASE_ANON_KEY'])",
      "b.tsx":
        "const { VITE_SUPABASE_ANON_KEY } = import.meta.env; import.meta.env.PUBLIC_SUPABASE_URL",
      "c.ts":
        'Deno.env.get("SUPABASE_SERVICE_ROLE_KEY"); z.object({ SUPABASE_SERVICE_KEY: z.string() })',
      "d.vue": "useRuntimeConfig(); process.env.NUXT_PUBLIC_SUPABASE_KEY",
      "e.js": "process.env.REACT_APP_SUPABASE_URL + process.env.GATSBY_SUPABASE_ANON_KEY",
      "f.tsx": "process.env.EXPO_PUBLIC_SUPABASE_PUBLISHABLE_DEFAULT_KEY",
      "prisma.config.ts": "env('DATABASE_URL'); env('DIRECT_URL')",
      ".env.example": "CLERK_JWT_KEY=",
    });
    expect(given).toEqual({
      CLERK_JWT_KEY: VALUES.CLERK_JWT_KEY,
      DATABASE_URL: VALUES.SUPABASE_DB_URL,
      DIRECT_URL: VALUES.SUPABASE_DB_URL,
      EXPO_PUBLIC_SUPABASE_PUBLISHABLE_DEFAULT_KEY: VALUES.SUPABASE_PUBLISHABLE_KEY,
      GATSBY_SUPABASE_ANON_KEY: VALUES.SUPABASE_KEY,
      NEXT_PUBLIC_SUPABASE_ANON_KEY: VALUES.SUPABASE_KEY,
      NEXT_PUBLIC_SUPABASE_URL: VALUES.SUPABASE_URL,
      NUXT_PUBLIC_SUPABASE_KEY: VALUES.SUPABASE_KEY,
      PUBLIC_SUPABASE_URL: VALUES.SUPABASE_URL,
      REACT_APP_SUPABASE_URL: VALUES.SUPABASE_URL,
      SUPABASE_SERVICE_KEY: VALUES.SUPABASE_SERVICE_ROLE_KEY,
      SUPABASE_SERVICE_ROLE_KEY: VALUES.SUPABASE_SERVICE_ROLE_KEY,
      VITE_SUPABASE_ANON_KEY: VALUES.SUPABASE_KEY,
    });
  });

  test("a secret under a prefix that a bundler publishes is refused, and named", () => {
    const { given, refused } = found({
      "a.ts":
        "process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY; import.meta.env.VITE_CLERK_SECRET_KEY",
    });
    expect(given).toEqual({});
    expect(refused).toEqual(["NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY", "VITE_CLERK_SECRET_KEY"]);
  });

  test("names that mean nothing of ours, and parts of other names, get nothing", () => {
    const source =
      "process.env.STRIPE_SECRET_KEY; MY_SUPABASE_URL; SUPABASE_URLS; process.env.PORT";
    expect(found({ "a.ts": source }).given).toEqual({});
  });

  test("a database of another service stays the app's own; one of Supabase is replaced", () => {
    const source = { "a.ts": "process.env.DATABASE_URL" };
    const own = (value: string) => found({ ...source, ".env": `DATABASE_URL="${value}"` }).given;
    expect(own("postgresql://me:pw@ep-cool.eu.neon.tech/app")).toEqual({});
    expect(own("postgresql://postgres.abc:pw@aws-0-eu.pooler.supabase.com:6543/postgres")).toEqual({
      DATABASE_URL: VALUES.SUPABASE_DB_URL,
    });
    expect(own("postgresql://postgres:postgres@127.0.0.1:54322/postgres")).toEqual({
      DATABASE_URL: VALUES.SUPABASE_DB_URL,
    });
  });

  test("what still names a hosted service is told: variables with their file, and code", () => {
    const key = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"supabase","ref":"abcdefghijklmnopqrst"}').toString("base64url")}.sig`;
    const { elsewhere, inCode } = found({
      ".env.local": [
        "BACKEND=https://abcdefghijklmnopqrst.supabase.co",
        `BACKEND_TOKEN=${key}`,
        `OTHER_PK=pk_test_${Buffer.from("brave-fox-1.clerk.accounts.dev$").toString("base64")}`,
        `LOCAL_PK=pk_test_${Buffer.from("127.0.0.1:54331$").toString("base64")}`,
        "NEXT_PUBLIC_SUPABASE_URL=https://abcdefghijklmnopqrst.supabase.co",
      ].join("\n"),
      ".env.example": "SAMPLE=https://abcdefghijklmnopqrst.supabase.co",
      ".env.production": "LIVE=https://abcdefghijklmnopqrst.supabase.co",
      "src/client.ts": 'const URL = "https://abcdefghijklmnopqrst.supabase.co";',
      "next.config.ts": 'remotePatterns: [{ hostname: "*.supabase.co" }]',
    });
    expect(elsewhere).toEqual([
      { name: "BACKEND", file: ".env.local" },
      { name: "BACKEND_TOKEN", file: ".env.local" },
      { name: "OTHER_PK", file: ".env.local" },
    ]);
    expect(inCode).toEqual(["src/client.ts"]);
  });

  test("a name that this project has no value for is told", () => {
    const { given, lacking } = found({ "route.ts": "process.env.CLERK_WEBHOOK_SECRET" });
    expect(given).toEqual({});
    expect(lacking).toEqual(["CLERK_WEBHOOK_SECRET"]);
  });
});
