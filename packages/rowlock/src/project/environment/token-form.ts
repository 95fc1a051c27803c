// Which token an app sends to Supabase, as its code reads: of a JWT template, or Clerk's session token itself.
import { isEnvFile } from "./app-files.ts";

export type TokenForm = "template" | "native" | "both";

const TEMPLATE = /\bgetToken\(\s*\{[^}]*\btemplate\b/;
const NATIVE = /\bgetToken\(\s*\)/;

/** @param files what readAppFiles gives */
export function tokenFormOf(files: ReadonlyMap<string, string>): TokenForm | undefined {
  const texts = [...files].filter(([path]) => !isEnvFile(path)).map(([, text]) => text);
  const template = texts.some((text) => TEMPLATE.test(text));
  const native = texts.some((text) => NATIVE.test(text) && /supabase/i.test(text));
  if (template && native) return "both";
  if (template) return "template";
  return native ? "native" : undefined;
}
