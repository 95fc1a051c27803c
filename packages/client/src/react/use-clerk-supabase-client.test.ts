import type { SupabaseClient } from "@supabase/supabase-js";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, expect, test, vi } from "vitest";
import { ANON_KEY } from "../../test/test-api.ts";
import {
  type ClerkSupabaseHookOptions,
  useClerkSupabaseClient,
} from "./use-clerk-supabase-client.ts";

let rendered: SupabaseClient | undefined;

function Page({ options }: { readonly options?: ClerkSupabaseHookOptions | undefined }) {
  rendered = useClerkSupabaseClient(undefined, options);
  return null;
}

function renderOnServer(options?: ClerkSupabaseHookOptions): SupabaseClient | undefined {
  renderToString(createElement(Page, { options }));
  return rendered;
}

afterEach(() => vi.unstubAllEnvs());

test("useClerkSupabaseClient() shares nothing between two renders on a server", () => {
  const options = { url: "http://127.0.0.1:1", key: ANON_KEY };
  expect(renderOnServer(options)).toBeDefined();
  expect(renderOnServer(options)).not.toBe(renderOnServer(options));
});

test("useClerkSupabaseClient() takes the project from the environment", () => {
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", "http://127.0.0.1:1");
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_KEY", ANON_KEY);
  expect(renderOnServer()).toBeDefined();
});

test("useClerkSupabaseClient() names the variable that is missing", () => {
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", "http://127.0.0.1:1");
  expect(() => renderOnServer()).toThrow(/^NEXT_PUBLIC_SUPABASE_KEY is not set/);
});
