// The small ways in which a policy's expression can be weakened, as text: PostgreSQL prints every operator with its
// parentheses, so that an operand can be found by them. Each way gives one mutant for each place where it applies.

/** The ways by name. `columns` are those of the table that the expression mentions. */
export const WEAKENINGS: Readonly<
  Record<string, (expression: string, columns: readonly string[]) => readonly string[]>
> = {
  "always true": () => ["true"],
  "a tautology added": (x) => [`(${x}) or 1 = 1`],
  "signed in is enough": () => ["(auth.jwt() ->> 'sub') is not null"],
  "the role is enough": () => ["auth.role() = 'authenticated'"],
  negated: (x) => [`not (${x})`],
  "NULL counts as allowed": (x) => [`coalesce((${x}), true)`],
  "not false is enough": (x) => [`(${x}) is not false`],
  "rows without an owner added": (x, columns) => columns.map((one) => `(${x}) or ${one} is null`),
  "a column compared with itself": (_, columns) => columns.map((one) => `${one} = ${one}`),
  "equality to inequality": (x) => eachReplaced(x, / = (?!ANY)/g, " <> "),
  "equality to null-safe equality": (x) => eachReplaced(x, / = (?!ANY)/g, " is not distinct from "),
  "AND to OR": (x) => eachReplaced(x, / AND /g, " OR "),
  "one side of AND dropped": (x) => eachPlace(x, / AND /g).flatMap((at) => withoutSides(x, at)),
  "a subquery untied from its row": (x) =>
    eachReplaced(x, /\((\w+)\.\w+ = (?!\1\.)\w+\.\w+\)/g, "true"),
  "another role accepted": (x) => eachReplaced(x, /'(org:)?admin'::text/g, "'$1member'::text"),
};

function eachPlace(text: string, pattern: RegExp): readonly RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}

/** One text for each match, with only that match replaced. */
function eachReplaced(text: string, pattern: RegExp, replacement: string): readonly string[] {
  return eachPlace(text, pattern).map((match) => {
    const [found] = match;
    const changed = replacement.replaceAll(/\$(\d)/g, (_, group) => match[Number(group)] ?? "");
    return `${text.slice(0, match.index)}${changed}${text.slice(match.index + found.length)}`;
  });
}

function withoutSides(text: string, { 0: and, index }: RegExpExecArray): readonly string[] {
  const left = operandStart(text, index);
  const right = operandEnd(text, index + and.length);
  return [
    `${text.slice(0, left)}true${text.slice(index)}`,
    `${text.slice(0, index + and.length)}true${text.slice(right)}`,
  ];
}

/** Where the operand that begins at a place ends: at the parenthesis that closes what surrounds it, or at a keyword. */
function operandEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (depth === 0 && /^ (AND|OR) /.test(text.slice(at, at + 5))) return at;
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth < 0) return at;
  }
  return text.length;
}

function operandStart(text: string, to: number): number {
  let depth = 0;
  for (let at = to - 1; at >= 0; at -= 1) {
    if (depth === 0 && /(^| )(AND|OR|WHERE) $/.test(text.slice(0, at + 1))) return at + 1;
    if (text[at] === ")") depth += 1;
    if (text[at] === "(") depth -= 1;
    if (depth < 0) return at + 1;
  }
  return 0;
}
