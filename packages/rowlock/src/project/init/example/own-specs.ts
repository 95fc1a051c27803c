// How another project asks for the two packages as they run here: by version, or by the archives that this program was
// installed from, for as long as there is no release.
import { access, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { VERSION } from "../../../config/version.ts";

export interface OwnSpecs {
  readonly rowlock: string;
  readonly client: string;
}

/** @param from a file of the installed program */
export async function readOwnSpecs(from: string): Promise<OwnSpecs> {
  const archive = await archiveOf(from);
  if (archive === undefined) return { rowlock: VERSION, client: VERSION };
  // As `npm pack` names it.
  const client = join(dirname(archive), `rowlock-client-${VERSION}.tgz`);
  const isThere = await access(client).then(
    () => true,
    () => false,
  );
  return { rowlock: `file:${archive}`, client: isThere ? `file:${client}` : VERSION };
}

/** The nearest package.json above that asks for rowlock is the one that it was installed for. */
async function archiveOf(from: string): Promise<string | undefined> {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = await readManifest(join(folder, "package.json"));
    const spec = manifest?.dependencies?.rowlock ?? manifest?.devDependencies?.rowlock;
    if (spec === undefined) continue;
    return /\.(tgz|tar\.gz)$/.test(spec) && !/^https?:/.test(spec)
      ? resolve(folder, spec.replace(/^file:(\/\/)?/, ""))
      : undefined;
  }
  return undefined;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
