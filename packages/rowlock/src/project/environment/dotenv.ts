// The form of a .env file as Next.js, Vite and dotenv read it: `NAME=value` lines, quoted where needed. Pure text.
import type { Environment } from "./environment.ts";

/** Lines in the form that dotenv readers take. */
export function renderEnvironment(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${PLAIN.test(value) ? value : JSON.stringify(value)}`)
    .join("\n");
}

const PLAIN = /^[A-Za-z0-9_./:@%+=?&,-]*$/;

/** What a file sets, the last line of a name winning. A value over several lines counts by its first. */
export function parseEnvironment(text: string): Environment {
  return Object.fromEntries(
    [...text.matchAll(ASSIGNMENT)].map(([, name = "", value = ""]) => [
      name,
      unquote(value.trim()),
    ]),
  );
}

const ASSIGNMENT = /^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][A-Za-z0-9_]*)[^\S\n]*=([^\n]*)$/gm;

function unquote(value: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(value);
  return quoted?.[2] ?? value.replace(/\s+#.*$/, "");
}
