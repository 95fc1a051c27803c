// A stack of its own without an app: an empty project, and Studio.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../../packages/rowlock/test/remove-project.ts";
import { startDev } from "../harness/run-rowlock.ts";

export interface RunningStudio {
  readonly origin: string;
  output(): string;
  stop(): Promise<void>;
}

export async function startStudio({
  rowlockToml,
}: {
  readonly rowlockToml?: string;
} = {}): Promise<RunningStudio> {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-studio-"));
  if (rowlockToml !== undefined) await writeFile(join(directory, "rowlock.toml"), rowlockToml);
  const { base } = await findFreePorts();
  const rowlock = await startDev(["--dir", directory, "--port-base", String(base)]);
  async function stop(): Promise<void> {
    await rowlock.stop();
    await removeProject(directory);
  }
  return { origin: `http://127.0.0.1:${base + 2}`, output: rowlock.output, stop };
}
