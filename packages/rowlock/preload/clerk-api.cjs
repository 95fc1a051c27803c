// Loaded before every Node.js program of `rowlock dev -- COMMAND`: what it asks of https://api.clerk.com with this
// instance's own secret key is asked of this instance instead. SDKs that read no address (@clerk/backend, @clerk/fastify,
// @clerk/testing) then work unchanged, and the key never leaves the machine. Requests with other keys pass untouched.
"use strict";

const HOSTED = "https://api.clerk.com";
const { CLERK_API_URL: own, CLERK_SECRET_KEY: secretKey } = process.env;

if (own && secretKey && typeof globalThis.fetch === "function") {
  const fetch = globalThis.fetch;

  globalThis.fetch = function fetchFromOwnInstance(input, init) {
    const isRequest = typeof input === "object" && input !== null && "url" in input;
    const url = isRequest ? input.url : String(input);
    if (!url.startsWith(`${HOSTED}/`)) return fetch(input, init);
    const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
    if (headers.get("authorization") !== `Bearer ${secretKey}`) return fetch(input, init);
    const there = own + url.slice(HOSTED.length);
    return fetch(isRequest ? new Request(there, input) : there, init);
  };
}
