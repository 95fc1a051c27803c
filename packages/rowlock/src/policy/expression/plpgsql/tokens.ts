// The words of a PL/pgSQL body. Text in quotes is one token, comments must be gone.

export interface Token {
  /** In lower case where it is a plain word. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /[eE]'(?:\\.|''|[^'\\])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>[A-Za-z_]*)\$[\s\S]*?\$\k<tag>\$|[\p{L}_][\p{L}\p{N}_$]*|\d[\d.]*|:=|<<|>>|=>|\S/gu;

export function tokensOf(source: string): readonly Token[] {
  return [...source.matchAll(TOKEN)].map((match) => ({
    word: /^[\p{L}_]/u.test(match[0]) && !/'/.test(match[0]) ? match[0].toLowerCase() : match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}
