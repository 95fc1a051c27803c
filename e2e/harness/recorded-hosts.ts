// Which hosts the programs of a test connect to, whichever of them it is: each Node process writes them down.
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface HostRecording {
  /** For the programs whose connections are to be recorded. */
  readonly env: Readonly<Record<string, string>>;
  readonly file: string;
}

export async function recordHosts(): Promise<HostRecording> {
  const file = join(await mkdtemp(join(tmpdir(), "rowlock-e2e-")), "hosts");
  const program = pathToFileURL(join(import.meta.dirname, "programs/record-hosts.mjs"));
  return { file, env: { NODE_OPTIONS: `--import=${program}`, RECORD_HOSTS_IN: file } };
}

export async function askedHosts({ file }: HostRecording): Promise<readonly string[]> {
  const lines = (await readFile(file, "utf8")).split("\n").filter(Boolean);
  return [...new Set(lines)].sort();
}
