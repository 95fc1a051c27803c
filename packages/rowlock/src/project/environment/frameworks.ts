// What an unchanged app of each framework reads by itself. One table; clerk-code.ts has what an SDK takes only in code.
// The names of the variables are the SDKs' own: they read them, nobody here chose them.
import type { Environment } from "./environment.ts";

export const FRAMEWORKS = [
  "next",
  "vite",
  "react-router",
  "tanstack-start",
  "astro",
  "nuxt",
  "expo",
  "express",
  "fastify",
  "hono",
  "node",
] as const;
export type Framework = (typeof FRAMEWORKS)[number];

interface FrameworkFacts {
  /** As in "an Astro app". */
  readonly title: string;
  /** A package, or a file's name up to its ending, that tells an app of it. */
  readonly toldBy: readonly string[];
  /** What its bundler lets into a browser begins with this. */
  readonly publicPrefix?: string;
  /** What its server reads, and the prefix that it reads it under. */
  readonly server: readonly string[];
  readonly serverPrefix?: string;
  /** Variables with a value of their own, such as telemetry off. */
  readonly fixed: Environment;
  /** The SDK that its app uses, as Clerk names it today. */
  readonly clerkPackage: string;
  /** Starts its development server, bound to localhost. */
  readonly start?: string;
}

/** What may stand in a browser's bundle. */
const PUBLIC_NAMES = [
  "SUPABASE_URL",
  "SUPABASE_KEY",
  "SUPABASE_PUBLISHABLE_KEY",
  "CLERK_PUBLISHABLE_KEY",
  "CLERK_PROXY_URL",
  "CLERK_JS_URL",
  "CLERK_UI_URL",
  "CLERK_SIGN_IN_URL",
  "CLERK_SIGN_UP_URL",
] as const;

const SERVER_NAMES = ["SUPABASE_URL", "SUPABASE_KEY", "CLERK_SECRET_KEY", "CLERK_API_URL"] as const;
/** A server whose SDK reads the addresses too, without a prefix. */
const WHOLE_SERVER = [...PUBLIC_NAMES, "CLERK_SECRET_KEY", "CLERK_API_URL"] as const;

const QUIET: Environment = { CLERK_TELEMETRY_DISABLED: "1" };

const FACTS: Readonly<Record<Framework, FrameworkFacts>> = {
  next: {
    title: "a Next.js app",
    toldBy: ["next", "next.config"],
    publicPrefix: "NEXT_PUBLIC_",
    server: SERVER_NAMES,
    fixed: {
      ...QUIET,
      NEXT_PUBLIC_CLERK_KEYLESS_DISABLED: "1",
      NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
      NEXT_PUBLIC_CLERK_UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING: "1",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    clerkPackage: "@clerk/nextjs",
    start: "next dev -H localhost",
  },
  vite: {
    title: "a Vite app",
    toldBy: ["vite", "vite.config"],
    publicPrefix: "VITE_",
    server: [],
    fixed: { VITE_CLERK_TELEMETRY_DISABLED: "1" },
    clerkPackage: "@clerk/react",
    start: "vite",
  },
  "react-router": {
    title: "a React Router app",
    toldBy: ["@react-router/dev", "@clerk/react-router"],
    publicPrefix: "VITE_",
    server: WHOLE_SERVER,
    fixed: { ...QUIET, VITE_CLERK_TELEMETRY_DISABLED: "1", VITE_CLERK_KEYLESS_DISABLED: "1" },
    clerkPackage: "@clerk/react-router",
    start: "react-router dev",
  },
  "tanstack-start": {
    title: "a TanStack Start app",
    toldBy: ["@tanstack/react-start", "@clerk/tanstack-react-start"],
    publicPrefix: "VITE_",
    server: WHOLE_SERVER,
    fixed: { ...QUIET, VITE_CLERK_TELEMETRY_DISABLED: "1", VITE_CLERK_KEYLESS_DISABLED: "1" },
    clerkPackage: "@clerk/tanstack-react-start",
    start: "vite dev",
  },
  astro: {
    title: "an Astro app",
    toldBy: ["astro", "astro.config"],
    publicPrefix: "PUBLIC_",
    server: SERVER_NAMES,
    fixed: {
      ...QUIET,
      PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
      PUBLIC_CLERK_KEYLESS_DISABLED: "1",
      ASTRO_TELEMETRY_DISABLED: "1",
    },
    clerkPackage: "@clerk/astro",
    start: "astro dev",
  },
  nuxt: {
    title: "a Nuxt app",
    toldBy: ["nuxt", "nuxt.config"],
    publicPrefix: "NUXT_PUBLIC_",
    server: SERVER_NAMES,
    serverPrefix: "NUXT_",
    fixed: {
      ...QUIET,
      NUXT_PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
      NUXT_PUBLIC_CLERK_KEYLESS_DISABLED: "1",
      NUXT_TELEMETRY_DISABLED: "1",
    },
    clerkPackage: "@clerk/nuxt",
    start: "nuxt dev",
  },
  expo: {
    title: "an Expo app",
    toldBy: ["expo"],
    publicPrefix: "EXPO_PUBLIC_",
    server: [],
    fixed: { EXPO_PUBLIC_CLERK_TELEMETRY_DISABLED: "1", EXPO_NO_TELEMETRY: "1" },
    clerkPackage: "@clerk/expo",
    start: "expo start",
  },
  express: {
    title: "an Express server",
    toldBy: ["express"],
    server: WHOLE_SERVER,
    fixed: QUIET,
    clerkPackage: "@clerk/express",
  },
  fastify: {
    title: "a Fastify server",
    toldBy: ["fastify"],
    server: WHOLE_SERVER,
    fixed: QUIET,
    clerkPackage: "@clerk/fastify",
  },
  hono: {
    title: "a Hono server",
    toldBy: ["hono"],
    server: WHOLE_SERVER,
    fixed: QUIET,
    clerkPackage: "@clerk/hono",
  },
  node: {
    title: "a Node.js program",
    toldBy: ["@clerk/backend"],
    server: WHOLE_SERVER,
    fixed: QUIET,
    clerkPackage: "@clerk/backend",
  },
};

export function frameworkTitle(framework: Framework): string {
  return FACTS[framework].title;
}

/** Whether any of its code runs in Node.js. What nobody knows may have a server. */
export function hasServer(framework: Framework | undefined): boolean {
  return framework === undefined || FACTS[framework].server.length > 0;
}

/** The SDK for an app that has none yet. @param packages names of declared packages */
export function clerkPackageOf(
  framework: Framework,
  packages: Readonly<Record<string, unknown>>,
): string {
  if (framework === "vite" && packages.vue !== undefined) return "@clerk/vue";
  return FACTS[framework].clerkPackage;
}

/** Frameworks that are built on others come before them. */
const BY_PRECEDENCE: readonly Framework[] = [
  "next",
  "nuxt",
  "astro",
  "expo",
  "react-router",
  "tanstack-start",
  "vite",
  "express",
  "fastify",
  "hono",
  "node",
];

/** @param packages names of declared packages, @param fileNames names in the app's folder */
export function frameworkOf(
  packages: Readonly<Record<string, unknown>>,
  fileNames: readonly string[],
): Framework | undefined {
  const isTold = (by: string) =>
    packages[by] !== undefined || fileNames.some((file) => file.startsWith(`${by}.`));
  return BY_PRECEDENCE.find((framework) => FACTS[framework].toldBy.some(isTold));
}

/** How an app of a framework is started together with Rowlock. */
export function startCommand(framework: Framework | undefined): string {
  const start = framework === undefined ? undefined : FACTS[framework].start;
  return start === undefined ? "rowlock dev" : `rowlock dev -- ${start}`;
}

/** The variables that an unchanged app of a framework reads. */
export function frameworkEnvironment(framework: Framework, full: Environment): Environment {
  const { publicPrefix, server, serverPrefix = "", fixed } = FACTS[framework];
  return {
    ...prefixed(serverPrefix, pick(full, server)),
    ...(publicPrefix === undefined ? {} : prefixed(publicPrefix, pick(full, PUBLIC_NAMES))),
    ...fixed,
  };
}

/** What every bundler's prefix is: a variable of that name ends in a browser. */
export const PUBLIC_PREFIXES: readonly string[] = [
  ...new Set(Object.values(FACTS).flatMap(({ publicPrefix }) => publicPrefix ?? [])),
  "REACT_APP_",
  "GATSBY_",
];

function pick(source: Environment, names: readonly string[]): Environment {
  const entries = names.flatMap((name) => {
    const value = source[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function prefixed(prefix: string, source: Environment): Environment {
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [prefix + name, value]));
}
