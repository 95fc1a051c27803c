// What the app is told from outside: Clerk's and Supabase's addresses and public keys. Vite puts them in when it builds,
// so a secret must never get a name with VITE_.

declare global {
  interface ImportMetaEnv {
    readonly VITE_CLERK_PUBLISHABLE_KEY?: string;
    readonly VITE_CLERK_PROXY_URL?: string;
    readonly VITE_CLERK_JS_URL?: string;
    readonly VITE_CLERK_UI_URL?: string;
    readonly VITE_CLERK_TELEMETRY_DISABLED?: string;
    readonly VITE_SUPABASE_URL?: string;
    readonly VITE_SUPABASE_KEY?: string;
    readonly VITE_CLERK_SUPABASE_TEMPLATE?: string;
  }
}

const env = import.meta.env;

/** For `<ClerkProvider>`. Hosted Clerk needs the key alone; the rest says where another one is found. */
export const clerkOptions = {
  publishableKey: required("VITE_CLERK_PUBLISHABLE_KEY"),
  ...(env.VITE_CLERK_PROXY_URL && { proxyUrl: env.VITE_CLERK_PROXY_URL }),
  ...(env.VITE_CLERK_JS_URL && { __internal_clerkJSUrl: env.VITE_CLERK_JS_URL }),
  ...(env.VITE_CLERK_UI_URL && { __internal_clerkUIUrl: env.VITE_CLERK_UI_URL }),
  ...(env.VITE_CLERK_TELEMETRY_DISABLED && { telemetry: false as const }),
};

/**
 * For `useClerkSupabaseClient()`. The template says which of Clerk's tokens goes to Supabase: one made from the JWT
 * template of this name, or, with an empty name, the session token itself (Clerk as a third-party issuer).
 */
export const supabaseOptions = {
  url: required("VITE_SUPABASE_URL"),
  key: required("VITE_SUPABASE_KEY"),
  template: env.VITE_CLERK_SUPABASE_TEMPLATE ?? "supabase",
};

function required(name: keyof ImportMetaEnv & `VITE_${string}`): string {
  const value: unknown = env[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`${name} is not set: see .env.example, or start the app with rowlock dev`);
}
