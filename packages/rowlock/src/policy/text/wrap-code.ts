// Breaks a command or a statement into lines of a width without changing what it means: between words that no quotes
// hold together, and inside quotes only where a shell or JSON reads the same afterwards.

export interface WrapCodeOptions {
  readonly width: number;
  /** Begins every line but the first. */
  readonly indent: string;
  /** What a shell needs at the end of a line that goes on; SQL needs nothing. */
  readonly language: "shell" | "sql";
}

/** A word with all that its quotes hold, an option with its value, or the white space between two. */
const PIECES =
  /(?:-\w )?(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|\$(\w*)\$[\s\S]*?\$\1\$|[^\s'"\\]|['"\\])+|\n[ \t]*|[ \t]+/g;

export function wrapCode(text: string, options: WrapCodeOptions): string {
  const { width, indent, language } = options;
  const end = language === "shell" ? " \\" : "";
  const lines: string[] = [];
  let line = "";
  let gap = "";
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece.startsWith("\n")) {
      lines.push(line);
      line = `${indent}${piece.slice(1)}`;
      gap = "";
      continue;
    }
    if (/^[ \t]/.test(piece)) {
      gap = line.trim() === "" ? "" : piece;
      continue;
    }
    const room = lines.length === 0 ? width - indent.length : width;
    if (gap !== "" && line.length + gap.length + firstLine(piece).length > room - end.length) {
      lines.push(`${line}${end}`);
      line = indent;
      gap = "";
    }
    line += `${gap}${language === "shell" ? wrapQuoted(piece, line.length + gap.length, options) : piece}`;
    gap = "";
  }
  return [...lines, line].join("\n");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** A quoted word that is too long for what is left of its line. */
function wrapQuoted(word: string, column: number, { width, indent }: WrapCodeOptions): string {
  const fits = column + word.length <= width - 2;
  if (fits) return word;
  // Between the members of a JSON object white space means nothing.
  if (/^(-\w )?'/.test(word)) return word.replaceAll(/,(?="(?:[^"\\]|\\.)*":)/g, `,\n${indent}`);
  if (!/^(-\w )?"/.test(word)) return word;
  // In double quotes a shell takes a backslash before a line's end, and the line's end, for nothing.
  const parts: string[] = [];
  let rest = word;
  for (let room = width - column - 1; rest.length > room; room = width - 1) {
    const cut = rest[room - 1] === "\\" ? room - 1 : room;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest].join("\\\n");
}
