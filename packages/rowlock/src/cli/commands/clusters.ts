// rowlock clusters: the databases that root's projects have outside of their folders, and the end of those that are nobody's.
import { Command } from "commander";
import {
  listSharedClusters,
  removeOrphanedClusters,
  type SharedCluster,
} from "../../database/cluster/shared-clusters.ts";
import { rowlockError } from "../../errors/registry.ts";
import { type CommandIo, outputOf } from "../command-io.ts";
import { minuteOf, renderColumns } from "../output/columns.ts";
import { confirm } from "../output/confirm.ts";

interface ClustersOptions {
  readonly json?: boolean;
}

export function clustersCommand(command: Command, io: CommandIo): void {
  command.addCommand(listCommand(io), { isDefault: true }).addCommand(pruneCommand(io));
}

function listCommand(io: CommandIo): Command {
  return new Command("list")
    .description("list them: project, size, last use")
    .option("--json", "the result as JSON on stdout")
    .action((options: ClustersOptions) => {
      const output = outputOf(io, options);
      const clusters = listSharedClusters();
      if (output.isJson) return output.json(clusters);
      if (clusters.length === 0) {
        return output.note("There are none: each project's database lies in its own .rowlock");
      }
      for (const line of render(clusters)) output.line(line);
      output.note(`${clusters.length} clusters, ${megabytes(totalOf(clusters))} together`);
      const gone = clusters.filter(({ state }) => state === "project gone");
      if (gone.length > 0) {
        output.note(
          `${gone.length} are of projects that are gone, ${megabytes(totalOf(gone))}: rowlock clusters prune`,
        );
      }
    });
}

interface PruneOptions extends ClustersOptions {
  readonly yes?: boolean;
}

function pruneCommand(io: CommandIo): Command {
  return new Command("prune")
    .description("remove those whose project is gone")
    .option("--yes", "without asking")
    .option("--json", "the result as JSON on stdout")
    .action(async (options: PruneOptions) => {
      const output = outputOf(io, options);
      const gone = listSharedClusters().filter(({ state }) => state === "project gone");
      if (gone.length > 0 && options.yes !== true) {
        for (const line of render(gone)) output.line(line);
        if (!(await isConfirmed(io, gone.length))) return output.note("Nothing was removed");
      }
      const removed = gone.length === 0 ? [] : removeOrphanedClusters();
      if (output.isJson) return output.json({ removed });
      output.done(`Removed ${removed.length} clusters`, megabytes(totalOf(removed)));
    });
}

async function isConfirmed(io: CommandIo, count: number): Promise<boolean> {
  if (io.stdin.isTTY !== true) {
    throw rowlockError("USAGE", {
      message:
        "Clusters are removed only when somebody says so, and there is no terminal to ask on",
      hint: "Add --yes",
    });
  }
  const question = `Remove these ${count}, with all that is in them?`;
  return confirm(question, { input: io.stdin, output: io.stdout, signal: io.signal });
}

function render(clusters: readonly SharedCluster[]): readonly string[] {
  return renderColumns(
    clusters.map(({ project, state, lastUsed, bytes, dataDirectory }) => [
      project ?? `unknown, in ${dataDirectory}`,
      megabytes(bytes),
      minuteOf(lastUsed),
      state,
    ]),
  );
}

function totalOf(clusters: readonly SharedCluster[]): number {
  return clusters.reduce((sum, { bytes }) => sum + bytes, 0);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000).toLocaleString("en")} MB`;
}
