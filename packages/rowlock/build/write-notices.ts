// The licences of the packages that the build takes into the program, which ask to be passed on with it. Which packages
// those are is read from the source maps, so that none is forgotten.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes `THIRD-PARTY-NOTICES.md` beside the built program. @throws when a package has no licence to pass on */
export async function writeNotices(directory: string): Promise<void> {
  const folders = new Set<string>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith(".js.map")) continue;
    const { sources }: { sources: readonly string[] } = JSON.parse(
      await readFile(join(directory, name), "utf8"),
    );
    for (const source of sources) {
      const [folder] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(source) ?? [];
      if (folder !== undefined) folders.add(join(directory, folder));
    }
  }
  const notices = await Promise.all([...folders].sort().map(noticeOf));
  const head = "# Licences\n\nThe program contains parts of these packages:\n";
  await writeFile(join(directory, "THIRD-PARTY-NOTICES.md"), [head, ...notices].join("\n"));
}

/** Packages without a licence file of their own, by another of the same repository that has it. */
const SAME_LICENCE: Readonly<Record<string, string>> = { "@tus/utils": "../server" };

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  );
  const source = join(folder, SAME_LICENCE[name] ?? ".");
  const file = (await readdir(source)).find((one) => /^licen[cs]e(\.md|\.txt)?$/i.test(one));
  if (file === undefined) throw new Error(`${name} in ${dirname(folder)} has no licence file`);
  const text = await readFile(join(source, file), "utf8");
  return `## ${name} ${version} (${license})\n\n${text.trim()}\n`;
}
