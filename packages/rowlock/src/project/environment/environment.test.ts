import { describe, expect, test } from "vitest";
import { fullEnvironment } from "./environment.ts";
import { FRAMEWORKS, frameworkEnvironment, PUBLIC_PREFIXES } from "./frameworks.ts";

const full = fullEnvironment({
  pages: { signIn: "/sign-in", signUp: "/sign-up" },
  ports: { api: 54321, database: 54322, studio: 54323, clerk: 54331 },
  keys: {
    anonKey: "anon",
    serviceRoleKey: "SECRET-service",
    publishableKey: "sb_publishable_x",
    secretKey: "SECRET-sb",
    jwtSecret: "SECRET-jwt",
    clerkPublishableKey: "pk_test_MTI3LjAuMC4xOjU0MzMxJA",
    clerkSecretKey: "SECRET-clerk",
  },
  databaseUrl: "postgresql://postgres:SECRET-db@127.0.0.1:54322/postgres",
});

describe("the environment of a framework", () => {
  test.each(FRAMEWORKS)(
    "%s gets Clerk's secret key on its server, no other secret, and none in a browser",
    (framework) => {
      const secrets = Object.entries(frameworkEnvironment(framework, full)).filter(([, value]) =>
        value.includes("SECRET"),
      );
      expect(secrets.filter(([name]) => !/^(?:NUXT_)?CLERK_SECRET_KEY$/.test(name))).toEqual([]);
      expect(
        secrets.filter(([name]) => PUBLIC_PREFIXES.some((prefix) => name.startsWith(prefix))),
      ).toEqual([]);
    },
  );

  test("vite and expo have no server, so they get no secret at all", () => {
    for (const framework of ["vite", "expo"] as const) {
      expect(JSON.stringify(frameworkEnvironment(framework, full))).not.toContain("SECRET");
    }
  });

  // The names that these SDKs were seen to read: without them they say that the publishable key is missing.
  test.each([
    [
      "astro",
      [
        "PUBLIC_CLERK_PUBLISHABLE_KEY",
        "PUBLIC_CLERK_PROXY_URL",
        "PUBLIC_CLERK_JS_URL",
        "PUBLIC_CLERK_UI_URL",
        "CLERK_SECRET_KEY",
        "CLERK_API_URL",
      ],
    ],
    [
      "nuxt",
      [
        "NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
        "NUXT_PUBLIC_CLERK_PROXY_URL",
        "NUXT_PUBLIC_CLERK_JS_URL",
        "NUXT_PUBLIC_CLERK_UI_URL",
        "NUXT_CLERK_SECRET_KEY",
        "NUXT_CLERK_API_URL",
      ],
    ],
    ["expo", ["EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY", "EXPO_PUBLIC_CLERK_PROXY_URL"]],
    [
      "express",
      [
        "CLERK_PUBLISHABLE_KEY",
        "CLERK_SECRET_KEY",
        "CLERK_API_URL",
        "CLERK_PROXY_URL",
        "CLERK_JS_URL",
      ],
    ],
  ] as const)("%s gets the names that its SDK reads", (framework, names) => {
    expect(Object.keys(frameworkEnvironment(framework, full))).toEqual(
      expect.arrayContaining([...names]),
    );
  });
});
