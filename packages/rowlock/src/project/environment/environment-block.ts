// Rowlock's own block in a file such as .env.local, between two marks. Pure text: everything outside it is the
// project's and stays as it is.
import { rowlockError } from "../../errors/registry.ts";
import { renderEnvironment } from "./dotenv.ts";
import type { Environment } from "./environment.ts";

const BEGIN = "# >>> rowlock: written by `rowlock env --write`, replaced as a whole";
const END = "# <<< rowlock";

/** The block, with both marks. */
export function renderBlock(environment: Environment): string {
  return `${BEGIN}\n${renderEnvironment(environment)}\n${END}\n`;
}

export interface SplitFile {
  /** Everything but the block. */
  readonly outside: string;
  /** The block with its marks, empty when there is none. */
  readonly block: string;
}

/** @throws ENV_FILE_DAMAGED a block without its last line */
export function splitBlock(path: string, text: string): SplitFile {
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => line.startsWith("# >>> rowlock"));
  if (begin === -1) return { outside: text, block: "" };
  const end = lines.indexOf(END, begin);
  if (end === -1) {
    throw rowlockError("ENV_FILE_DAMAGED", {
      message: `${path} has the first line of Rowlock's block (line ${begin + 1}) but not its last, "${END}"`,
      hint: "Add the last line or remove the first; nothing was changed",
    });
  }
  return {
    outside: [...lines.slice(0, begin), ...lines.slice(end + 1)].join("\n"),
    block: `${lines.slice(begin, end + 1).join("\n")}\n`,
  };
}
