// What an app's source says about Clerk: read as text and searched for a few words, never run.
// Bounded, so that a huge folder costs little; what lies beyond the bound counts as not there.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

export interface SourceFacts {
  /** The file with Next.js' proxy (`middleware` before version 16), relative to the project. */
  readonly proxyFile: string | undefined;
  readonly hasClerkMiddleware: boolean;
  /** The file that renders <ClerkProvider>. */
  readonly providerFile: string | undefined;
  /** True when that file names the addresses of Clerk's scripts, which no variable gives to @clerk/react. */
  readonly providerHasScripts: boolean;
  /** The App Router's root layout. */
  readonly layoutFile: string | undefined;
  readonly usesSrc: boolean;
  /** Next.js' Cache Components are on, which want request data inside <Suspense>. */
  readonly hasCacheComponents: boolean;
}

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const SKIPPED = /^(?:\..*|node_modules|dist|build|out|coverage|public|supabase)$/;
const MOST_FILES = 3000;
const MOST_BYTES = 200_000;

export async function readSources(directory: string): Promise<SourceFacts> {
  const paths = await sourceFiles(directory);
  const texts = new Map<string, string>();
  for (const path of paths) texts.set(relative(directory, path), await readFile(path, "utf8"));
  const named = (pattern: RegExp) => [...texts.keys()].find((path) => pattern.test(path));
  const holding = (text: string) => [...texts].find(([, content]) => content.includes(text));
  const proxyFile = named(/^(?:src\/)?(?:proxy|middleware)\.[cm]?[jt]s$/);
  const provider = holding("<ClerkProvider");
  const config = named(/^next\.config\.[cm]?[jt]s$/);
  return {
    proxyFile,
    hasClerkMiddleware: texts.get(proxyFile ?? "")?.includes("clerkMiddleware") ?? false,
    providerFile: provider?.[0],
    providerHasScripts: provider?.[1].includes("__internal_clerkJSUrl") ?? false,
    layoutFile: named(/^(?:src\/)?app\/layout\.[jt]sx?$/),
    usesSrc: [...texts.keys()].some((path) => /^src\/(?:app|pages)\//.test(path)),
    hasCacheComponents: /\bcacheComponents\s*:\s*true/.test(texts.get(config ?? "") ?? ""),
  };
}

/** Breadth first, so that what matters comes before what is deep. */
async function sourceFiles(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  let folders = [directory];
  while (folders.length > 0 && found.length < MOST_FILES) {
    const next: string[] = [];
    for (const folder of folders) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !SKIPPED.test(entry.name)) next.push(path);
        else if (entry.isFile() && SOURCE.test(entry.name) && (await isSmall(path)))
          found.push(path);
      }
    }
    folders = next;
  }
  return found.slice(0, MOST_FILES);
}

async function isSmall(path: string): Promise<boolean> {
  const { size } = await stat(path);
  return size <= MOST_BYTES;
}
