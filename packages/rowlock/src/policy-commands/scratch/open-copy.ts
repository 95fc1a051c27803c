// A copy of the project's database as it stands, running or not, for the length of one command: without its rows, in a
// cluster of its own, cut off from everything outside (database/copy). The project's database is only read.
import { type StartCopyOptions, startCopy } from "../../database/copy/start-copy.ts";
import type { BackupSource } from "../../database/copy/take-backup.ts";
import { APP_DATABASE } from "../../database/role-names.ts";
import { openPrivateFolder } from "../../files/private-folder.ts";
import type { OpenedProject } from "../../project/open-project.ts";
import { embeddedUrls } from "../../stack/start-databases.ts";
import { throwAwayDirectory } from "../../stack/throw-away-clusters.ts";
import { awaitTurn } from "./await-turn.ts";
import type { ScratchDatabase, ScratchOptions } from "./with-scratch-database.ts";

/** A copy that is open until it is closed: then nothing is left of it. */
export interface OpenCopy extends ScratchDatabase {
  close(): Promise<void>;
}

export interface CopyOptions
  extends Pick<ScratchOptions, "opened" | "onNotice">,
    Pick<StartCopyOptions, "isLogged"> {}

/** @throws what startCopy throws */
export async function openCopy(
  source: BackupSource,
  { opened, onNotice, isLogged }: CopyOptions,
): Promise<OpenCopy> {
  const directory = throwAwayDirectory(opened, "copy");
  openPrivateFolder(directory);
  const passwords = opened.databasePasswords;
  const cluster = await awaitTurn(
    () =>
      startCopy({
        projectDirectory: directory,
        stateDirectory: directory,
        superuserPassword: passwords.superuser,
        engine: engineOf(opened),
        source,
        database: APP_DATABASE,
        isLogged,
      }),
    onNotice,
  );
  return {
    urls: embeddedUrls(cluster.port, passwords),
    superuserUrl: cluster.superuserUrl(APP_DATABASE),
    close: () => cluster.stop(),
  };
}

/** Files can be read by the engine that wrote them: that of a stack that runs, whatever is named by now. */
function engineOf({ running, project }: OpenedProject): string | undefined {
  return running === undefined ? project.engine : (running.engine ?? undefined);
}
