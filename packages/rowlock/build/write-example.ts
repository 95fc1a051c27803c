// The example app as `rowlock init --example` makes it, in one file of paths and texts: examples/nextjs is the only source.
// What belongs to the repository alone is replaced here: the root of its packages, the settings that it shares.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SUPABASE_GITIGNORE } from "../src/project/init/new-files.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = join(ROOT, "examples/nextjs");

/** What running the example leaves in its folder. */
const LEFT_BEHIND = /^(node_modules|dist|\..+(?<!\.env\.example)|next-env\.d\.ts|.+\.tsbuildinfo)$/;

/** What a package of its own needs, and the repository's root has for all. */
const FROM_ROOT = ["@types/node", "typescript"] as const;

const NEXT_CONFIG = `import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  // Where lock files lie in folders above too, this one counts.
  turbopack: { root: import.meta.dirname },
};

export default config;
`;

const GITIGNORE = `node_modules/
.next/
next-env.d.ts
*.tsbuildinfo
.env*.local
.rowlock/
`;

/** @throws when the example has not the form that is counted on here */
export async function writeExample(target: string): Promise<void> {
  const files: Record<string, string> = {
    ".gitignore": GITIGNORE,
    "supabase/.gitignore": SUPABASE_GITIGNORE,
  };
  for (const path of await listFiles(SOURCE)) {
    files[path] = await readFile(join(SOURCE, path), "utf8");
  }
  files["next.config.ts"] = NEXT_CONFIG;
  files["package.json"] = await ownManifest(files["package.json"]);
  files["tsconfig.json"] = await ownTsconfig(files["tsconfig.json"]);
  await writeFile(target, JSON.stringify(files));
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (LEFT_BEHIND.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) paths.push(...(await listFiles(path)));
    else paths.push(relative(SOURCE, path).replaceAll("\\", "/"));
  }
  return paths.sort();
}

async function ownManifest(text: string | undefined): Promise<string> {
  const { devDependencies: shared } = await readJson(join(ROOT, "package.json"));
  const manifest = JSON.parse(text ?? "");
  for (const name of FROM_ROOT) manifest.devDependencies[name] ??= shared[name];
  return print({ ...manifest, name: "tasks" });
}

async function ownTsconfig(text: string | undefined): Promise<string> {
  const { extends: base, compilerOptions, ...others } = JSON.parse(text ?? "");
  const shared = await readJson(join(SOURCE, base));
  return print({ compilerOptions: { ...shared.compilerOptions, ...compilerOptions }, ...others });
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}

function print(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
