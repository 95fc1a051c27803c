// A stack without an app: two people, no schema, on a project of its own.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../../packages/rowlock/test/remove-project.ts";
import { ADA, GRACE } from "../journeys/people.ts";
import { readEnvironment, startDev } from "./run-rowlock.ts";

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
  const stack = await startDev(project);
  return {
    env: await readEnvironment(project),
    output: stack.output,
    async stop() {
      await stack.stop();
      await removeProject(directory);
      await rm(home, { recursive: true, force: true });
    },
  };
}
