import { describe, expect, test } from "vitest";
import { commandEnvironment, frameworkEnvironment, fullEnvironment } from "./environment.ts";

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

describe("the environment", () => {
  test("nothing that a bundler puts into a browser is secret", () => {
    const everything = commandEnvironment(full);
    const inBrowser = Object.entries(everything).filter(([name]) =>
      /^(NEXT_PUBLIC|VITE)_/.test(name),
    );
    expect(inBrowser.length).toBeGreaterThan(10);
    expect(inBrowser.filter(([, value]) => value.includes("SECRET"))).toEqual([]);
  });

  test("next gets Clerk's secret key and no other secret", () => {
    const secrets = Object.entries(frameworkEnvironment("next", full)).filter(([, value]) =>
      value.includes("SECRET"),
    );
    expect(secrets.map(([name]) => name)).toEqual(["CLERK_SECRET_KEY"]);
  });

  test("vite gets no secret at all", () => {
    expect(JSON.stringify(frameworkEnvironment("vite", full))).not.toContain("SECRET");
  });
});
