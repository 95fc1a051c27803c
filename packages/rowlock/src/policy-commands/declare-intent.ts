// Writes into rowlock.toml who is meant to see and change a table, where nothing was declared of it yet.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import * as z from "zod";
import type { TableIntent } from "../config/policy-config.ts";
import type { Project } from "../config/project.ts";
import { replaceFile } from "../files/write-file.ts";

export type DeclaredIntent = Pick<TableIntent, "read" | "write">;

export interface Declaration {
  readonly declared: readonly string[];
  /** Tables of which something else is declared: that is left to a person. */
  readonly differing: readonly string[];
}

/** What is the default anyway is not written. */
export async function declareIntent(
  { directory, rowlock }: Project,
  tables: readonly string[],
  intent: DeclaredIntent,
): Promise<Declaration> {
  const known = rowlock.policy.tables;
  const differing = tables.filter((table) => {
    const there = known[table];
    return there !== undefined && (there.read !== intent.read || there.write !== intent.write);
  });
  const isDefault = intent.read === "owner" && intent.write === "owner";
  const missing = isDefault ? [] : tables.filter((table) => known[table] === undefined);
  if (missing.length === 0) return { declared: [], differing };
  const path = join(directory, "rowlock.toml");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const absent = absentFrom(text, missing);
  if (absent.length === 0) return { declared: [], differing };
  const added = absent.map(
    (table) =>
      `\n[policy.tables.${JSON.stringify(table)}]\nread = ${JSON.stringify(intent.read)}\nwrite = ${JSON.stringify(intent.write)}\n`,
  );
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  replaceFile(path, `${text}${gap}${added.join("")}`, { within: directory });
  return { declared: absent, differing };
}

const policySchema = z.object({
  policy: z.object({ tables: z.record(z.string(), z.unknown()).default({}) }).optional(),
});

/** The file may be newer than what was read of it; one that can't be read now is left to whoever edits it. */
function absentFrom(text: string, tables: readonly string[]): readonly string[] {
  try {
    const there = policySchema.parse(parse(text)).policy?.tables ?? {};
    return tables.filter((table) => !Object.hasOwn(there, table));
  } catch {
    return [];
  }
}
