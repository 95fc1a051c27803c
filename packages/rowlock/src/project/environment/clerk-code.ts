// What a Clerk SDK takes only in code, as the lines to write there: pure text, made for the SDK that the app has.
// A provider gets it spread, because its types do not name all of it.
import type { ClerkSdk } from "./clerk-sdk.ts";
import type { Framework } from "./frameworks.ts";

export interface ClerkCode {
  /** Why it must stand in code. */
  readonly reason: readonly string[];
  readonly code: readonly string[];
}

/** Undefined where the SDK reads all of it from the environment. */
export function clerkCode(
  framework: Framework,
  sdks: readonly Pick<ClerkSdk, "name" | "core">[],
): ClerkCode | undefined {
  switch (framework) {
    case "vite":
      return providerCode((name) => `import.meta.env.VITE_${name}`, sdks);
    case "expo":
      return providerCode((name) => `process.env.EXPO_PUBLIC_${name}`, sdks);
    case "fastify":
      return apiUrlCode("clerkPlugin of @clerk/fastify");
    case "node":
      return apiUrlCode("createClerkClient of @clerk/backend");
    default:
      return undefined;
  }
}

function providerCode(
  read: (name: string) => string,
  sdks: readonly Pick<ClerkSdk, "name" | "core">[],
): ClerkCode {
  const vue = sdks.some(({ name }) => name === "@clerk/vue");
  const provider = sdks.find(({ name }) => PROVIDERS.has(name));
  const scripts =
    provider?.core === 2
      ? [`clerkJSUrl: ${read("CLERK_JS_URL")},`]
      : [
          `__internal_clerkJSUrl: ${read("CLERK_JS_URL")},`,
          `__internal_clerkUIUrl: ${read("CLERK_UI_URL")},`,
        ];
  const options = [
    `proxyUrl: ${read("CLERK_PROXY_URL")},`,
    ...scripts,
    `signInUrl: ${read("CLERK_SIGN_IN_URL")},`,
    `signUpUrl: ${read("CLERK_SIGN_UP_URL")},`,
    `telemetry: ${read("CLERK_TELEMETRY_DISABLED")} ? false : undefined,`,
  ];
  const indented = options.map((line) => `  ${line}`);
  return vue
    ? {
        reason: ["clerkPlugin reads no variables. Give it, beside the publishable key:"],
        code: ["...{", ...indented, "},"],
      }
    : {
        reason: [
          "<ClerkProvider> reads no variables. Give it, beside the publishable key (spread, because its",
          "types do not name all of them):",
        ],
        code: ["{...{", ...indented, "}}"],
      };
}

/** Those whose apps name the addresses in code. */
const PROVIDERS = new Set([
  "@clerk/react",
  "@clerk/clerk-react",
  "@clerk/vue",
  "@clerk/expo",
  "@clerk/clerk-expo",
]);

function apiUrlCode(where: string): ClerkCode {
  return {
    reason: [`${where} reads no address from the environment. Give it in code:`],
    code: ["{ apiUrl: process.env.CLERK_API_URL }"],
  };
}
