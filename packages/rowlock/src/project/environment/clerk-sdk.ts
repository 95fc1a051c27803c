// Which of Clerk's SDKs an app has, and of which generation: Core 2 loads clerk-js 5, Core 3 loads clerk-js 6, and neither
// works with the other's. Asked of the installed package first, else of the range that package.json names.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface ClerkSdk {
  readonly name: string;
  /** The installed version; where none is installed, the lowest that the range allows. */
  readonly version: string;
  readonly core: 2 | 3;
  /** The lowest version that can be served by an http address, where this one is below it. */
  readonly needs: string | undefined;
}

interface SdkFacts {
  /** The first major version of Core 3; undefined: the package ended with Core 2. */
  readonly core3: number | undefined;
  /** The lowest version that takes an address of http. */
  readonly lowest?: string;
}

/** The SDKs that render components or read who is signed in, as npm had them in November 2026. */
const SDKS: Readonly<Record<string, SdkFacts>> = {
  "@clerk/nextjs": { core3: 7, lowest: "6.22.0" },
  "@clerk/react": { core3: 6 },
  "@clerk/clerk-react": { core3: undefined },
  "@clerk/vue": { core3: 2 },
  "@clerk/nuxt": { core3: 2, lowest: "1.7.4" },
  "@clerk/astro": { core3: 3, lowest: "2.10.2" },
  "@clerk/react-router": { core3: 3, lowest: "1.6.2" },
  "@clerk/tanstack-react-start": { core3: 1, lowest: "0.18.0" },
  "@clerk/remix": { core3: undefined, lowest: "4.10.0" },
  "@clerk/expo": { core3: 3 },
  "@clerk/clerk-expo": { core3: undefined },
  "@clerk/chrome-extension": { core3: 3 },
  "@clerk/clerk-js": { core3: 6 },
  "@clerk/express": { core3: 2, lowest: "1.7.0" },
  "@clerk/fastify": { core3: 3, lowest: "2.4.30" },
  "@clerk/hono": { core3: 0 },
  "@clerk/backend": { core3: 3, lowest: "2.1.0" },
};

/** Those whose apps load clerk-js into a browser, the first that an app has deciding its version. */
const IN_BROWSERS = /^@clerk\/(?!express|fastify|hono|backend)/;

/** Looks in the folder's package.json and, for a monorepo, in those of apps/ and packages/. */
export async function findClerkSdks(directory: string): Promise<readonly ClerkSdk[]> {
  const folders = [
    directory,
    ...(await below(directory, "apps")),
    ...(await below(directory, "packages")),
  ];
  return (await Promise.all(folders.map(sdksOf))).flat();
}

async function below(directory: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, name), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, name, entry.name));
}

async function sdksOf(folder: string): Promise<readonly ClerkSdk[]> {
  const packages = await declaredPackages(folder);
  const found = Object.entries(SDKS).map(async ([name, { core3, lowest }]) => {
    const range = packages[name];
    if (typeof range !== "string") return [];
    const version = (await installedVersion(folder, name)) ?? /\d+(?:\.\d+)*/.exec(range)?.[0];
    // A range without a number, such as "latest", is the newest.
    const isCore3 =
      core3 !== undefined && (version === undefined || Number.parseInt(version, 10) >= core3);
    const isBelow = version !== undefined && lowest !== undefined && isLower(version, lowest);
    const sdk: ClerkSdk = {
      name,
      version: version ?? range,
      core: isCore3 ? 3 : 2,
      needs: isBelow ? lowest : undefined,
    };
    return [sdk];
  });
  return (await Promise.all(found)).flat();
}

/** Names to ranges; none where there is no package.json or one that can't be read, which `init` says. */
export async function declaredPackages(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const sections = ["peerDependencies", "devDependencies", "dependencies"];
    return Object.assign({}, ...sections.map((section) => manifest[section]));
  } catch {
    return {};
  }
}

/** The clerk-js that an app's SDK wants; undefined where none tells. */
export function clerkJsMajorOf(sdks: readonly ClerkSdk[]): 5 | 6 | undefined {
  const browser = sdks.find(({ name }) => IN_BROWSERS.test(name));
  return browser === undefined ? undefined : browser.core === 2 ? 5 : 6;
}

/** As Node.js finds packages: in this folder's node_modules or in one above. */
async function installedVersion(directory: string, name: string): Promise<string | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", name, "package.json");
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) return /"version"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (folder === dirname(folder)) return undefined;
  }
}

function isLower(version: string, other: string): boolean {
  const parts = (text: string) => text.split(/[.-]/).map(Number);
  const [a, b] = [parts(version), parts(other)];
  const at = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}
