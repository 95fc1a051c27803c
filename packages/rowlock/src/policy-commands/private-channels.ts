// Where an app's sources join private channels: `.channel(name, { config: { private: true } })`. What is built at run time is
// not seen. Pure.
import type { CodePlace } from "../policy/audit/project-facts.ts";
import { isEnvFile } from "../project/environment/app-files.ts";

const JOIN = /\.channel\(\s*[^;]{0,200}?\bconfig\s*:\s*\{[^;]{0,200}?\bprivate\s*:\s*true\b/g;

/** The first place of each file. @param files what readAppFiles gives */
export function privateChannels(files: ReadonlyMap<string, string>): readonly CodePlace[] {
  return [...files].flatMap(([file, text]) => {
    if (isEnvFile(file)) return [];
    const [first] = text.matchAll(JOIN);
    return first === undefined ? [] : { file, line: text.slice(0, first.index).split("\n").length };
  });
}
