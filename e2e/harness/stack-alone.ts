// A stack without an app: two people, no schema, on a project of its own.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeCluster } from "../../packages/rowlock/src/database/cluster/place-cluster.ts";
import { ADA, GRACE } from "../journeys/people.ts";
import { findFreePorts } from "./free-ports.ts";
import { startRowlock } from "./running-process.ts";

export interface StackAlone {
  /** Everything that `rowlock env --json` names. */
  readonly env: Readonly<Record<string, string>>;
  output(): string;
  stop(): Promise<void>;
}

const PEOPLE = [ADA, GRACE]
  .map(
    ({ email, password }) =>
      `[[clerk.users]]\nemail_address = "${email}"\npassword = "${password}"\n`,
  )
  .join("\n");

export async function startStackAlone(): Promise<StackAlone> {
  const home = await mkdtemp(join(tmpdir(), "rowlock-alone-"));
  // Studio shows the folder's name.
  const directory = join(home, "my-app");
  await mkdir(directory);
  await writeFile(join(directory, "rowlock.toml"), PEOPLE);
  const { base } = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(base)];
  const stack = startRowlock({ args: ["dev", ...project] });
  while (!stack.output().includes("Ready in") && stack.exitCode() === null) await sleep(50);
  const asked = startRowlock({ args: ["env", "--json", ...project] });
  while (asked.exitCode() === null) await sleep(20);
  await asked.stop();
  return {
    env: JSON.parse(asked.output()),
    output: stack.output,
    async stop() {
      await stack.stop();
      // As root the cluster lies outside the project's folder.
      const stateDirectory = join(directory, ".rowlock");
      const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
      await rm(dataDirectory, { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}
