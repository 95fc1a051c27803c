// Puts `(select ...)` around the calls of a policy that read the caller, so that each is evaluated once a query.
// Works on the text as PostgreSQL prints it; what is wrapped already stays as it is.
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { readCallerValue } from "../expression/caller-value.ts";

/** A call without arguments, or of current_setting; text in quotes is stepped over. */
const CALL =
  /('(?:[^']|'')*')|((?:select\s+)?)((?:(?:"(?:[^"]|"")+"|[a-z_][\w$]*)\.)?(?:current_setting\('(?:[^']|'')*'(?:::text)?(?:,\s*\w+)?\)|(?:"(?:[^"]|"")+"|[a-z_][\w$]*)\(\)))/gi;

export function wrapCalls(text: string, { context }: DatabaseAnalysis): string {
  return text.replace(
    CALL,
    (match, quoted: string | undefined, select: string | undefined, call: string | undefined) => {
      if (quoted !== undefined || call === undefined || select !== "") return match;
      const parsed = context.parser.expression(call);
      if (!parsed.ok || readCallerValue(parsed.value, context) === undefined) return match;
      return `(select ${call})`;
    },
  );
}
