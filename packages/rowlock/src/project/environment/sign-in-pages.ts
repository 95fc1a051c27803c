// Where an app's people sign in and up: what its own .env files name, else its own page, else the account portal.
// Looks at names of files and at .env lines only; never at code.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnvironment } from "./dotenv.ts";
import type { Environment, SignInPages } from "./environment.ts";
import { splitBlock } from "./environment-block.ts";
import { PUBLIC_PREFIXES } from "./frameworks.ts";
import { declaredPackages } from "./installed-packages.ts";

/** The later ones win, as in Next.js and Vite. */
const ENV_FILES = [".env", ".env.local", ".env.development", ".env.development.local"];
const PREFIXES = ["", ...PUBLIC_PREFIXES];

/** Where every framework keeps pages: a file is one, and so is a folder. */
const PAGE_FOLDERS = ["app/routes", "app/pages", "pages", "src/pages", "src/routes"];
/** In those of Next.js a page is a folder, and a file by that name is none; in those of Expo a file is one too. */
const APP_FOLDERS = ["app", "src/app"];
const DEPTH = 3;
const NO_PAGES = /^(_.*|components|node_modules)$/;

/** @param portal the address of the service that has pages for those without */
export async function findSignInPages(directory: string, portal: string): Promise<SignInPages> {
  const [own, pages] = await Promise.all([readEnvFiles(directory), pageNames(directory)]);
  const named = (name: string) => PREFIXES.map((prefix) => own[prefix + name]).find(Boolean);
  const page = (name: string) => (pages.has(name) ? `/${name}` : `${portal}/${name}`);
  return {
    signIn: named("CLERK_SIGN_IN_URL") ?? page("sign-in"),
    signUp: named("CLERK_SIGN_UP_URL") ?? page("sign-up"),
  };
}

async function readEnvFiles(directory: string): Promise<Environment> {
  const texts = await Promise.all(
    ENV_FILES.map(async (name) => {
      const path = join(directory, name);
      const text = await readFile(path, "utf8").catch(() => "");
      // A block that is damaged is said where it is written.
      return parseEnvironment(
        text.includes("# <<< rowlock") ? splitBlock(path, text).outside : text,
      );
    }),
  );
  return Object.assign({}, ...texts);
}

/** The names of what may be pages, without what follows a point: an ending, or what a router says by it (`sign-in.$`). */
async function pageNames(directory: string): Promise<ReadonlySet<string>> {
  const isExpo = (await declaredPackages(directory)).expo !== undefined;
  const found = await Promise.all(
    [
      ...PAGE_FOLDERS.map((path) => ({ path, files: true })),
      ...APP_FOLDERS.map((path) => ({ path, files: isExpo })),
    ].map(({ path, files }) => namesBelow(join(directory, path), { files, depth: DEPTH })),
  );
  return new Set(found.flat().map((name) => name.replace(/\..*/, "")));
}

interface Below {
  readonly files: boolean;
  readonly depth: number;
}

async function namesBelow(folder: string, { files, depth }: Below): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const pages = entries.filter((entry) => !NO_PAGES.test(entry.name));
  const folders = pages.filter((entry) => entry.isDirectory());
  const below =
    depth === 1
      ? []
      : folders.map(({ name }) => namesBelow(join(folder, name), { files, depth: depth - 1 }));
  const own = (files ? pages : folders).map(({ name }) => name);
  return [...own, ...(await Promise.all(below)).flat()];
}
