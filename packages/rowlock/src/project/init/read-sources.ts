// What an app's source says about Clerk: searched for a few words, never run.
import { isEnvFile } from "../environment/app-files.ts";

export interface SourceFacts {
  /** The file with Next.js' proxy (`middleware` before version 16), relative to the project. */
  readonly proxyFile: string | undefined;
  readonly hasClerkMiddleware: boolean;
  /** The file that renders <ClerkProvider>, or gives the app Vue's clerkPlugin. */
  readonly providerFile: string | undefined;
  /** True when that file names the addresses of Clerk's scripts, which no variable gives to @clerk/react. */
  readonly providerHasScripts: boolean;
  /** The App Router's root layout. */
  readonly layoutFile: string | undefined;
  readonly usesSrc: boolean;
  /** Next.js' Cache Components are on, which want request data inside <Suspense>. */
  readonly hasCacheComponents: boolean;
}

/** @param files what readAppFiles gives */
export function readSources(files: ReadonlyMap<string, string>): SourceFacts {
  const texts = new Map([...files].filter(([path]) => !isEnvFile(path)));
  const named = (pattern: RegExp) => [...texts.keys()].find((path) => pattern.test(path));
  const holding = (text: string) => [...texts].find(([, content]) => content.includes(text));
  const proxyFile = named(/^(?:src\/)?(?:proxy|middleware)\.[cm]?[jt]s$/);
  const provider = holding("<ClerkProvider") ?? holding("use(clerkPlugin");
  const config = named(/^next\.config\.[cm]?[jt]s$/);
  return {
    proxyFile,
    hasClerkMiddleware: texts.get(proxyFile ?? "")?.includes("clerkMiddleware") ?? false,
    providerFile: provider?.[0],
    providerHasScripts: /\b(?:__internal_)?clerkJSUrl\b/.test(provider?.[1] ?? ""),
    layoutFile: named(/^(?:src\/)?app\/layout\.[jt]sx?$/),
    usesSrc: [...texts.keys()].some((path) => /^src\/(?:app|pages)\//.test(path)),
    hasCacheComponents: /\bcacheComponents\s*:\s*true/.test(texts.get(config ?? "") ?? ""),
  };
}
