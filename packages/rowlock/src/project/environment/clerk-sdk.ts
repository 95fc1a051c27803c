// Which of Clerk's SDKs an app has, and of which generation: Core 2 loads clerk-js 5, Core 3 loads clerk-js 6, and neither
// works with the other's. Asked of the installed package first, else of the range that package.json names.
import { appFolders, declaredPackages, installedVersion, isLower } from "./installed-packages.ts";

export interface ClerkSdk {
  readonly name: string;
  /** The installed version; where none is installed, the lowest that the range allows. */
  readonly version: string;
  readonly core: 2 | 3;
  /** The lowest version that can be served by an http address, where this one is below it. */
  readonly needs: string | undefined;
  /** A later major version than the newest that Rowlock was made for. */
  readonly isNewer: boolean;
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

export async function findClerkSdks(directory: string): Promise<readonly ClerkSdk[]> {
  return (await Promise.all((await appFolders(directory)).map(sdksOf))).flat();
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
      isNewer: isCore3 && version !== undefined && Number.parseInt(version, 10) > core3,
    };
    return [sdk];
  });
  return (await Promise.all(found)).flat();
}

/** The clerk-js that an app's SDK wants; undefined where none tells. */
export function clerkJsMajorOf(sdks: readonly ClerkSdk[]): 5 | 6 | undefined {
  const browser = sdks.find(({ name }) => IN_BROWSERS.test(name));
  return browser === undefined ? undefined : browser.core === 2 ? 5 : 6;
}
