// A policy's expression, as PostgreSQL prints it, taken apart at its top: the conditions it is made of, and the two
// sides of a comparison. PostgreSQL puts every operation in parentheses, so that matching them is enough.
// What is not understood stays whole: the pieces explain a value, they never decide it.

export interface ExpressionPart {
  readonly text: string;
  /** The sides of a comparison, or what IS NULL and the like are asked of; none where it stays whole. */
  readonly sides: readonly string[];
  /** Between two sides. */
  readonly operator: string | null;
}

export function splitExpression(text: string): readonly ExpressionPart[] {
  const bare = stripParentheses(text);
  const words = topLevel(bare);
  for (const joiner of ["OR", "AND"]) {
    const cuts = words.filter((word) => word.text === joiner);
    if (cuts.length > 0) return cutAt(bare, cuts).flatMap(splitExpression);
  }
  return [comparison(bare, words)];
}

/** For people: without the parentheses, casts to text, column names and `public.` that PostgreSQL adds. */
export function readable(text: string): string {
  const plain = text
    .replaceAll(LONE_SELECT, "$1")
    .replaceAll(/('(?:[^']|'')*')::(?:text|character varying)/g, "$1")
    .replaceAll(/\bpublic\.(?=\w)/g, "");
  return stripParentheses(plain);
}

/** A subquery without FROM, which is there to be evaluated once; up to three parentheses deep. */
const LONE_SELECT =
  /\( SELECT (?!.*? FROM )((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?)(?: AS "?[\w?]+"?)?\)/g;

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"/y;
const OPERATOR = /[=<>~!@#%^&|?*/+-]+/y;
const NAME = /[A-Za-z_][\w$]*/y;

/** Names and operators outside of parentheses and quotes. */
function topLevel(text: string): readonly Word[] {
  const words: Word[] = [];
  let depth = 0;
  let place = 0;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = place;
    return pattern.exec(text)?.[0];
  };
  while (place < text.length) {
    const sign = text.charAt(place);
    const quoted = take(QUOTED);
    const word = quoted ?? take(NAME) ?? take(OPERATOR) ?? sign;
    if ("([".includes(sign)) depth += 1;
    else if (")]".includes(sign)) depth -= 1;
    else if (depth === 0 && quoted === undefined && word.trim() !== "") {
      words.push({ text: word, start: place, end: place + word.length });
    }
    place += word.length;
  }
  return words;
}

function stripParentheses(text: string): string {
  const bare = text.trim();
  if (!bare.startsWith("(") || !closesAtEnd(bare)) return bare;
  return stripParentheses(bare.slice(1, -1));
}

function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let place = 0; place < text.length; place += 1) {
    QUOTED.lastIndex = place;
    const quoted = QUOTED.exec(text)?.[0];
    if (quoted !== undefined) place += quoted.length - 1;
    else if (text[place] === "(") depth += 1;
    else if (text[place] === ")") depth -= 1;
    if (depth === 0) return place === text.length - 1;
  }
  return false;
}

function cutAt(text: string, cuts: readonly Word[]): readonly string[] {
  const starts = [0, ...cuts.map(({ end }) => end)];
  const ends = [...cuts.map(({ start }) => start), text.length];
  return starts.map((start, index) => text.slice(start, ends[index]));
}

function comparison(text: string, words: readonly Word[]): ExpressionPart {
  const operators = words.filter((word) => /^[^\w:.,$"']+$/.test(word.text));
  const [only, ...others] = operators;
  const whole = { text, sides: [], operator: null };
  if (only !== undefined && others.length === 0) {
    const left = text.slice(0, only.start).trim();
    const right = text.slice(only.end).trim();
    if (left === "" || right === "") return whole;
    const quantified = /^(ANY|ALL) (\(.*\))$/s.exec(right);
    const [, quantifier, list] = quantified ?? [];
    return quantifier === undefined || list === undefined
      ? { text, sides: [left, right], operator: only.text }
      : { text, sides: [left, list], operator: `${only.text} ${quantifier}` };
  }
  const is = words.find((word) => word.text === "IS");
  const after = is && text.slice(is.end).trim();
  if (is === undefined || !/^(NOT )?(NULL|TRUE|FALSE|UNKNOWN)$/.test(after ?? "")) return whole;
  return { text, sides: [text.slice(0, is.start).trim()], operator: `IS ${after}` };
}
