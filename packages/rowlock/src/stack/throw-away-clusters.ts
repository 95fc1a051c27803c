// Where the clusters lie that commands on policies make for their own length, one place for each kind.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { removeLeftoverCluster } from "../database/cluster/remove-cluster.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { openPrivateFolder } from "../files/private-folder.ts";
import type { OpenedProject } from "../project/open-project.ts";

/** A copy of the project's database without its rows; and what the migrations make. */
const KINDS = ["copy", "scratch"] as const;

type Placed = Pick<OpenedProject, "project">;

export function throwAwayDirectory({ project }: Placed, kind: (typeof KINDS)[number]): string {
  return join(project.stateDirectory, kind);
}

export interface RemoveThrowAwaysOptions {
  readonly opened: OpenedProject;
  readonly onNotice: (notice: string) => void;
}

/** What commands that were killed have left; what one uses now stays. Never stops anybody: what can't be removed is told. */
export async function removeThrowAways({
  opened,
  onNotice,
}: RemoveThrowAwaysOptions): Promise<void> {
  const { superuser: superuserPassword } = opened.storedKeys.databasePasswords;
  for (const kind of KINDS) {
    const directory = throwAwayDirectory(opened, kind);
    if (!existsSync(directory)) continue;
    try {
      openPrivateFolder(directory);
      await removeLeftoverCluster({
        projectDirectory: directory,
        stateDirectory: directory,
        superuserPassword,
      });
    } catch (error) {
      if (!(error instanceof RowlockError)) throw error;
      onNotice(
        `What a command that was killed left in ${directory} was not removed: ${error.message}`,
      );
    }
  }
}
