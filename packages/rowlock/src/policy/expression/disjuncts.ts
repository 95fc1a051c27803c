// The alternatives of an expression as texts: split where PostgreSQL prints an OR that stands outside all parentheses.
// It puts parentheses around every boolean expression that is part of another, so nothing else can stand there.

const OR = " OR ";

/** Of an expression as `pg_get_expr` prints it; the whole where it is no OR. */
export function disjunctsOf(text: string): readonly string[] {
  const inner = withoutOuterParentheses(text.trim());
  const places = topLevel(inner).filter((place) => inner.startsWith(OR, place));
  if (places.length === 0) return [inner];
  const starts = [0, ...places.map((place) => place + OR.length)];
  return starts.flatMap((start, index) => disjunctsOf(inner.slice(start, places[index])));
}

function withoutOuterParentheses(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  const closesAtEnd = topLevel(text).every((place) => place === 0 || place >= text.length);
  return closesAtEnd ? withoutOuterParentheses(text.slice(1, -1).trim()) : text;
}

/** The places outside parentheses, texts and quoted names. */
function topLevel(text: string): readonly number[] {
  const places: number[] = [];
  let depth = 0;
  let quote = "";
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charAt(place);
    if (quote === "" && depth === 0) places.push(place);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
  }
  return places;
}
