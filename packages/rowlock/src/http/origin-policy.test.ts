import { describe, expect, test } from "vitest";
import { createOriginPolicy } from "./origin-policy.ts";

const policy = createOriginPolicy(() => [
  "https://app.example.com/",
  "chrome-extension://abcdefghijklmnop",
  "capacitor://localhost",
]);

test.each([
  "http://localhost:3000",
  "https://localhost",
  "http://127.0.0.1:5173",
  "http://[::1]:3000",
  "http://app.localhost:3000",
  "https://app.example.com",
  "chrome-extension://abcdefghijklmnop",
  "capacitor://localhost",
])("%s is allowed", (origin) => {
  expect(policy.allows(origin)).toBe(true);
});

test.each([
  "null",
  "",
  "http://app.example.com",
  "https://app.example.com:8443",
  "https://app.example.com.evil.example",
  "https://evil.example",
  "http://localhost.evil.example",
  "http://evil.example/http://localhost:3000",
  "http://localhost:3000/",
  "http://user@localhost:3000",
  "HTTP://LOCALHOST:3000",
  "file://localhost",
  "chrome-extension://localhost",
  "chrome-extension://abcdefghijklmnopq",
  "moz-extension://abcdefghijklmnop",
  "capacitor://localhost:80",
  "data://localhost",
  "javascript://localhost",
  "http://127.0.0.2",
  "http://0.0.0.0:3000",
])("%j is foreign", (origin) => {
  expect(policy.allows(origin)).toBe(false);
});

describe("allowsRequest()", () => {
  const allowed = (headers: Record<string, string>) =>
    policy.allowsRequest(new Request("http://localhost/", { headers }));

  test("lets programs in, and pages of allowed origins", () => {
    expect(allowed({})).toBe(true);
    expect(allowed({ origin: "http://localhost:3000", "sec-fetch-site": "cross-site" })).toBe(true);
    expect(allowed({ "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" })).toBe(true);
  });

  test("keeps foreign pages out, with an Origin or without", () => {
    expect(allowed({ origin: "https://evil.example" })).toBe(false);
    expect(allowed({ origin: "null" })).toBe(false);
    expect(allowed({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).toBe(false);
  });

  test("lets a browser follow a link here", () => {
    expect(allowed({ "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" })).toBe(true);
  });
});

describe("redirectTarget()", () => {
  test.each([
    "http://localhost:3000/a?b=c#d",
    "https://app.example.com/sign-in",
    "http://[::1]:3000/",
  ])("%s may be redirected to", (address) => {
    expect(policy.redirectTarget(address)?.href).toBe(address);
  });

  test.each([
    "",
    "/relative",
    "//evil.example/",
    "https://evil.example/",
    "https://app.example.com@evil.example/",
    "https://user:pass@app.example.com/",
    "http://localhost@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:\\\\evil.example",
  ])("%j may not", (address) => {
    expect(policy.redirectTarget(address)).toBeUndefined();
  });

  test("is written as browsers will read it", () => {
    const target = policy.redirectTarget("http://localhost\\\\@evil.example/");
    expect(target?.href).toBe("http://localhost//@evil.example/");
  });
});
