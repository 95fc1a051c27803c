// A line of a shell as words, as far as a pasted curl line needs it: quotes, $'...' and backslashes. Nothing is run and
// no variable is filled in: a word that holds one says so.

export interface ShellWord {
  readonly text: string;
  /** A variable or a command that only the shell would have filled in, such as `$TOKEN`. */
  readonly unfilled: string | null;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

const PART = new RegExp(
  [
    /\$'(?<ansi>(?:[^'\\]|\\.)*)'/,
    /'(?<plain>[^']*)'/,
    /"(?<quoted>(?:[^"\\]|\\.)*)"/,
    /(?<spliced>\\\r?\n)/,
    /\\(?<escaped>.)/,
    /(?<space>\s+)/,
    /(?<bare>[^\s'"\\$]+)/,
    /(?<rest>.)/,
  ]
    .map((one) => one.source)
    .join("|"),
  "gsu",
);

const VARIABLE = /\$(?:\w+|\{[^}]*\}|\([^)]*\))/;

export function splitWords(line: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  let text = "";
  let raw: string | null = null;
  const end = () => {
    if (raw !== null) words.push({ text, unfilled: VARIABLE.exec(raw)?.[0] ?? null });
    text = "";
    raw = null;
  };
  for (const { groups = {} } of line.matchAll(PART)) {
    const { ansi, plain, quoted, spliced, escaped, space, bare, rest } = groups;
    if (space !== undefined) end();
    if (space !== undefined || spliced !== undefined) continue;
    text +=
      (ansi === undefined ? undefined : unescapeAnsi(ansi)) ??
      plain ??
      quoted?.replaceAll(/\\(["\\$`])/g, "$1") ??
      escaped ??
      bare ??
      rest ??
      "";
    // Within single quotes a dollar is a dollar.
    raw = `${raw ?? ""}${quoted ?? bare ?? rest ?? ""}`;
  }
  end();
  return words;
}

function unescapeAnsi(text: string): string {
  return text.replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gsu, (_whole, code: string) =>
    code.length > 1
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? code),
  );
}
