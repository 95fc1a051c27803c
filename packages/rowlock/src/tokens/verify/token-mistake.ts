// What apps send where a token belongs when their code has a mistake: the text of a promise, of nothing, of an object.

export type TokenMistake = "empty" | "nothing" | "promise" | "object" | "quoted" | "scheme-twice";

/** Undefined for what may be a token. */
export function tokenMistakeIn(token: string): TokenMistake | undefined {
  const text = token.trim();
  if (text === "") return "empty";
  if (text === "null" || text === "undefined" || text === "NaN") return "nothing";
  if (text === "[object Promise]") return "promise";
  if (/^\[object [A-Za-z]+\]$/.test(text) || text.startsWith("{")) return "object";
  if (/^(["'`]).*\1$/s.test(text)) return "quoted";
  return /^bearer\s/i.test(text) ? "scheme-twice" : undefined;
}

/** What is wrong in the app, and what to write. */
export const MISTAKE_HINTS: Readonly<Record<TokenMistake, string>> = {
  empty:
    "The header says Bearer and no token: getToken() gave nothing, because nobody is signed in or no such template exists; send the header only when there is a token",
  nothing:
    "the app asked for a token while nobody was signed in; send the header only when getToken() gave one",
  promise:
    'getToken() gives a promise, which the app did not await; write "Bearer " + (await getToken())',
  object:
    'The app put an object where the token\'s text belongs: write "Bearer " + (await getToken())',
  quoted: "The token stands in quotes: take them away",
  "scheme-twice": "The word Bearer stands there twice: leave one of them out",
};
