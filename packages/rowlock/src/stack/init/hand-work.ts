// What is left to be written by hand after `rowlock init`, because it is the app's own code: only what was looked for
// and not found. Pure.
import { addCommands } from "./read-package.ts";
import type { Survey } from "./survey-project.ts";

export interface HandWork {
  readonly title: string;
  /** The file that the code belongs into, relative to the project; none for commands. */
  readonly file?: string;
  readonly code: string;
}

export function planHandWork(survey: Survey): readonly HandWork[] {
  if (survey.package === undefined || survey.framework === undefined) return [];
  const packages = planPackages(survey);
  return survey.framework === "next"
    ? [...packages, ...planProxy(survey), ...planNextProvider(survey)]
    : [...packages, ...planViteProvider(survey)];
}

function planPackages({ package: found, framework }: Survey): readonly HandWork[] {
  if (found === undefined) return [];
  const has = (name: string) => found.packages[name] !== undefined;
  const clerk = framework === "next" ? "@clerk/nextjs" : "@clerk/react";
  const hasClerk = has(clerk) || (framework === "vite" && has("@clerk/clerk-react"));
  const commands = addCommands(found.manager, {
    packages: [
      ...(hasClerk ? [] : [clerk]),
      ...(has("@supabase/supabase-js") ? [] : ["@supabase/supabase-js"]),
    ],
    development: has("rowlock") ? [] : ["rowlock"],
  });
  return commands.length === 0 ? [] : [{ title: "Add the packages", code: commands.join("\n") }];
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

function planViteProvider({ sources, package: found }: Survey): readonly HandWork[] {
  if (sources.providerFile !== undefined && sources.providerHasScripts) return [];
  const clerk = found?.packages["@clerk/clerk-react"] === undefined ? "react" : "clerk-react";
  const props = `publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY}
  proxyUrl={import.meta.env.VITE_CLERK_PROXY_URL}
  __internal_clerkJSUrl={import.meta.env.VITE_CLERK_JS_URL}
  __internal_clerkUIUrl={import.meta.env.VITE_CLERK_UI_URL}`;
  if (sources.providerFile !== undefined) {
    return [
      {
        title: "Tell <ClerkProvider> where Clerk is: it reads no variables",
        file: sources.providerFile,
        code: props.replaceAll("\n  ", "\n"),
      },
    ];
  }
  return [
    {
      title: "Wrap the app; <ClerkProvider> reads no variables itself",
      file: "src/main.tsx",
      code: `import { ClerkProvider } from "@clerk/${clerk}";

<ClerkProvider
  ${props}
>
  <App />
</ClerkProvider>`,
    },
  ];
}
