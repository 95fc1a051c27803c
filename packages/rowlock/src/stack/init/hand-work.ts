// What is left to be written by hand after `rowlock init`, because it is the app's own code: only what was looked for
// and not found. Pure.
import { clerkPackageOf, type Framework, frameworkNotes } from "../environment/frameworks.ts";
import { addCommands } from "./read-package.ts";
import type { Survey } from "./survey-project.ts";

export interface HandWork {
  readonly title: string;
  /** The file that the code belongs into, relative to the project; none for commands. */
  readonly file?: string;
  readonly code: string;
}

export function planHandWork(survey: Survey): readonly HandWork[] {
  const { framework } = survey;
  if (survey.package === undefined || framework === undefined) return [];
  const packages = planPackages(survey, framework);
  switch (framework) {
    case "next":
      return [...packages, ...planProxy(survey), ...planNextProvider(survey)];
    case "vite":
    case "expo":
      return [...packages, ...planProvider(survey, framework)];
    default:
      return [...packages, ...planNotes(framework)];
  }
}

function planPackages({ package: found }: Survey, framework: Framework): readonly HandWork[] {
  if (found === undefined) return [];
  const has = (name: string) => found.packages[name] !== undefined;
  const hasClerk = Object.keys(found.packages).some((name) => name.startsWith("@clerk/"));
  const commands = addCommands(found.manager, {
    packages: [
      ...(hasClerk ? [] : [clerkPackageOf(framework)]),
      ...(has("@supabase/supabase-js") ? [] : ["@supabase/supabase-js"]),
    ],
    development: has("rowlock") ? [] : ["rowlock"],
  });
  return commands.length === 0 ? [] : [{ title: "Add the packages", code: commands.join("\n") }];
}

function planNotes(framework: Framework): readonly HandWork[] {
  const [title, ...code] = frameworkNotes(framework);
  return title === undefined ? [] : [{ title, code: code.join("\n").trim() }];
}

function planProxy({ sources, package: found }: Survey): readonly HandWork[] {
  if (sources.hasClerkMiddleware) return [];
  // Before version 16 Next.js calls it middleware.
  const major = Number(/\d+/.exec(found?.packages.next ?? "")?.[0] ?? 16);
  const name = major < 16 ? "middleware.ts" : "proxy.ts";
  const file = sources.proxyFile ?? (sources.usesSrc ? `src/${name}` : name);
  const title =
    sources.proxyFile === undefined
      ? "Let Clerk read who is signed in"
      : "Let Clerk read who is signed in: wrap what is exported there";
  return [{ title, file, code: NEXT_PROXY }];
}

const NEXT_PROXY = `import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware();

export const config = {
  matcher: ["/((?!_next/|.*\\\\.(?:css|js|map|png|jpg|jpeg|svg|webp|ico|txt|webmanifest)$).*)"],
};`;

function planNextProvider({ sources }: Survey): readonly HandWork[] {
  if (sources.providerFile !== undefined) return [];
  const file = sources.layoutFile ?? (sources.usesSrc ? "src/app/layout.tsx" : "app/layout.tsx");
  const provider = "<ClerkProvider>{children}</ClerkProvider>";
  const code = sources.hasCacheComponents
    ? // With Cache Components on, Next.js wants what depends on the request inside <Suspense>.
      `import { ClerkProvider } from "@clerk/nextjs";
import { Suspense } from "react";

<Suspense>${provider}</Suspense>`
    : `import { ClerkProvider } from "@clerk/nextjs";

${provider}`;
  return [{ title: "Wrap the pages, inside <body>", file, code }];
}

/** The packages of Core 2 have another name for the script's address, and bring their components along. */
const CORE_2_PROVIDERS = ["@clerk/clerk-react", "@clerk/clerk-expo"];

function planProvider(
  { sources, package: found }: Survey,
  framework: "vite" | "expo",
): readonly HandWork[] {
  if (sources.providerFile !== undefined && sources.providerHasScripts) return [];
  const read =
    framework === "vite" ? "import.meta.env.VITE_CLERK" : "process.env.EXPO_PUBLIC_CLERK";
  const core2 = CORE_2_PROVIDERS.find((name) => found?.packages[name] !== undefined);
  const scripts =
    core2 === undefined
      ? [`__internal_clerkJSUrl={${read}_JS_URL}`, `__internal_clerkUIUrl={${read}_UI_URL}`]
      : [`clerkJSUrl={${read}_JS_URL}`];
  const props = [
    `publishableKey={${read}_PUBLISHABLE_KEY}`,
    `proxyUrl={${read}_PROXY_URL}`,
    ...scripts,
    `signInUrl={${read}_SIGN_IN_URL}`,
    `signUpUrl={${read}_SIGN_UP_URL}`,
  ];
  if (sources.providerFile !== undefined) {
    return [
      {
        title: "Tell <ClerkProvider> where Clerk is: it reads no variables",
        file: sources.providerFile,
        code: props.join("\n"),
      },
    ];
  }
  return [
    {
      title: "Wrap the app; <ClerkProvider> reads no variables itself",
      file: framework === "vite" ? "src/main.tsx" : "app/_layout.tsx",
      code: `import { ClerkProvider } from "${core2 ?? clerkPackageOf(framework)}";

<ClerkProvider
  ${props.join("\n  ")}
>
  <App />
</ClerkProvider>`,
    },
  ];
}
