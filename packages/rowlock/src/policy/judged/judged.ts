// What a command on policies has judged: said before anything that it found.
import { escapeMarkup } from "../text/escape-markup.ts";
import { visible } from "../text/visible.ts";
import { wrapText } from "../text/wrap.ts";

export type Judged =
  | { readonly kind: "project"; readonly running: boolean }
  | { readonly kind: "migrations"; readonly because: "asked" | "no database yet" }
  | {
      readonly kind: "named";
      /** Host, port and database, without a login. */
      readonly server: string;
      /** How its schema came into the copy that was attacked; null: it was only read. */
      readonly copied: "dump" | "migrations" | null;
    };

/** Such as `the project's database as it stands, while rowlock dev runs`. */
export function describeJudged(judged: Judged): string {
  switch (judged.kind) {
    case "project":
      return `the project's database as it stands, ${judged.running ? "while rowlock dev runs" : "stopped"}`;
    case "migrations":
      return judged.because === "asked"
        ? "a replay of the migrations, as --migrations asks"
        : "a replay of the migrations, because there is no database yet";
    case "named":
      return `the database ${judged.server}${COPIED[judged.copied ?? "read"]}`;
  }
}

/** The first line of a report for a terminal of 80 columns. */
export function judgedLine(judged: Judged): string {
  return wrapText(visible(`Judged: ${describeJudged(judged)}`), 80, "  ");
}

/** The same as a paragraph of Markdown. */
export function judgedMarkdown(judged: Judged): string {
  return `${escapeMarkup(`Judged: ${describeJudged(judged)}`)}\n`;
}

const COPIED = {
  dump: ", on a copy of its schema",
  migrations: ", on a copy that the migrations make",
  read: "",
} as const;
