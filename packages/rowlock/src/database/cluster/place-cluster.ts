// Where a project's cluster lies and which account it belongs to.
// Not root: in the project's state folder. Root: PostgreSQL runs as another account, which may be unable to reach the
// project, so the cluster and a copy of the engine lie below /var/lib/rowlock, where root alone can rename or replace.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";
import { createFile, makeFolder } from "../../files/write-file.ts";
import { type EngineAccount, findEngineAccount } from "../engine/engine-account.ts";

/** Where clusters and engines lie when Rowlock runs as root. */
export const SHARED_HOME = "/var/lib/rowlock";

export interface ClusterPlace {
  readonly dataDirectory: string;
  /** The folder that holds copies of the engine, where one is needed. */
  readonly engineCopies: string;
  readonly account: EngineAccount | undefined;
}

export interface PlaceClusterOptions {
  readonly projectDirectory: string;
  /** The project's `.rowlock`, which is there. */
  readonly stateDirectory: string;
  /** Default: SHARED_HOME. */
  readonly sharedHome?: string | undefined;
}

/** Where it lies, or would. Makes nothing. @throws ENGINE_ACCOUNT_MISSING */
export function locateCluster(options: PlaceClusterOptions): ClusterPlace {
  const account = findEngineAccount();
  if (account === undefined) {
    return {
      dataDirectory: join(options.stateDirectory, "cluster"),
      engineCopies: join(options.stateDirectory, "engine"),
      account,
    };
  }
  const home = options.sharedHome ?? SHARED_HOME;
  const project = realpathSync(options.projectDirectory);
  const name = createHash("sha256").update(project).digest("hex").slice(0, 16);
  return { dataDirectory: join(home, name), engineCopies: join(home, "engine"), account };
}

/** The same, with the folder that it lies in. @throws ENGINE_ACCOUNT_MISSING, CLUSTER_PLACE_UNSAFE, CLUSTER_CREATE_FAILED */
export function placeCluster(options: PlaceClusterOptions): ClusterPlace {
  const place = locateCluster(options);
  if (place.account === undefined) return place;
  makeSharedHome(dirname(place.dataDirectory));
  labelCluster(labelOf(place.dataDirectory), realpathSync(options.projectDirectory));
  return place;
}

/** The file that names the project of a cluster which lies outside of it. */
export function labelOf(dataDirectory: string): string {
  return `${dataDirectory}.project`;
}

// So that a person who tidies up there can tell whose a cluster is, also once the project is gone.
function labelCluster(label: string, project: string): void {
  if (existsSync(label)) return;
  createFile(label, `${project}\n`, { within: dirname(label), mode: 0o600 });
}

function makeSharedHome(home: string): void {
  try {
    if (!existsSync(home)) {
      makeFolder(home, { within: dirname(home) });
      chmodSync(home, 0o711);
    }
  } catch (error) {
    throw rowlockError("CLUSTER_CREATE_FAILED", {
      message: `The folder ${home} could not be made`,
      hint: "As root, Rowlock keeps clusters there; make it writable, or run as another user",
      details: (error as Error).message,
      cause: error,
    });
  }
  const { uid, mode } = statSync(home);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw rowlockError("CLUSTER_PLACE_UNSAFE", {
      message: `The folder ${home} can be changed by others than root`,
      hint: `Run: chown root ${home} && chmod 711 ${home}`,
    });
  }
}
