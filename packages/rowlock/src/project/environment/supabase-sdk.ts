// Whether the app's supabase-js makes clients on a server: since 2.105.4 it brings no WebSocket of its own, and throws where
// the runtime has none, as Node.js before 22.
import { appFolders, declaredPackages, installedVersion, isLower } from "./installed-packages.ts";

export interface SupabaseSdk {
  readonly version: string;
  /** The version of Node.js that is too old for it. */
  readonly tooOldNode: string;
}

const NAME = "@supabase/supabase-js";
const FIRST_WITHOUT_WEBSOCKET = "2.105.4";
const FIRST_NODE_WITH_WEBSOCKET = "22";

/** Gives a WebSocket, or sees to it that none is needed. */
const PROVIDER = "@rowlock/client";

/** Those that want a newer Node.js than the one that is here. @param node as in process.versions.node */
export async function findStrandedSupabase(
  directory: string,
  node: string,
): Promise<readonly SupabaseSdk[]> {
  if (!isLower(node, FIRST_NODE_WITH_WEBSOCKET)) return [];
  const found = (await appFolders(directory)).map(async (folder) => {
    const packages = await declaredPackages(folder);
    if (packages[NAME] === undefined || packages[PROVIDER] !== undefined) return [];
    const version = await installedVersion(folder, NAME);
    const works = version === undefined || isLower(version, FIRST_WITHOUT_WEBSOCKET);
    return works ? [] : [{ version, tooOldNode: node }];
  });
  return (await Promise.all(found)).flat();
}
