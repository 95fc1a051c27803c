// What is left to be written by hand after `rowlock init`, because it is the app's own code: only what was looked for
// and not found. Pure.
import { clerkCode } from "../environment/clerk-code.ts";
import { clerkPackageOf, type Framework } from "../environment/frameworks.ts";
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
      return [...packages, ...planCode(survey, framework)];
  }
}

function planPackages({ package: found }: Survey, framework: Framework): readonly HandWork[] {
  if (found === undefined) return [];
  const has = (name: string) => found.packages[name] !== undefined;
  const hasClerk = Object.keys(found.packages).some((name) => name.startsWith("@clerk/"));
  const commands = addCommands(found.manager, {
    packages: [
      ...(hasClerk ? [] : [clerkPackageOf(framework, found.packages)]),
      ...(has("@supabase/supabase-js") ? [] : ["@supabase/supabase-js"]),
    ],
    development: has("rowlock") ? [] : ["rowlock"],
  });
  return commands.length === 0 ? [] : [{ title: "Add the packages", code: commands.join("\n") }];
}

function planCode({ app }: Survey, framework: Framework): readonly HandWork[] {
  const must = clerkCode(framework, app.sdks);
  if (must === undefined) return [];
  return [{ title: must.reason.join(" ").replace(/:$/, ""), code: must.code.join("\n") }];
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

function planProvider(survey: Survey, framework: "vite" | "expo"): readonly HandWork[] {
  const { sources, package: found, app } = survey;
  if (sources.providerFile !== undefined && sources.providerHasScripts) return [];
  const packages = found?.packages ?? {};
  const clerk = app.sdks[0]?.name ?? clerkPackageOf(framework, packages);
  const code = clerkCode(framework, app.sdks.length > 0 ? app.sdks : [{ name: clerk, core: 3 }]);
  const lines = code?.code ?? [];
  if (sources.providerFile !== undefined) {
    return [
      {
        title: "Tell Clerk's SDK where Clerk is: it reads no variables",
        file: sources.providerFile,
        code: lines.join("\n"),
      },
    ];
  }
  const key = `${framework === "vite" ? "import.meta.env.VITE" : "process.env.EXPO_PUBLIC"}_CLERK_PUBLISHABLE_KEY`;
  if (clerk === "@clerk/vue") {
    return [
      {
        title: "Give the app Clerk's plugin, which reads no variables itself",
        file: "src/main.ts",
        code: `import { clerkPlugin } from "@clerk/vue";

app.use(clerkPlugin, {
  publishableKey: ${key},
  ${lines.join("\n  ")}
});`,
      },
    ];
  }
  return [
    {
      title: "Wrap the app; <ClerkProvider> reads no variables itself",
      file: framework === "vite" ? "src/main.tsx" : "app/_layout.tsx",
      code: `import { ClerkProvider } from "${clerk}";

<ClerkProvider
  publishableKey={${key}}
  ${lines.join("\n  ")}
>
  <App />
</ClerkProvider>`,
    },
  ];
}
