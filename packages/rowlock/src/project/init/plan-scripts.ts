// The scripts that `rowlock init` adds to package.json: the app's own development server together with everything, and
// the proof. Pure. Names that are taken stay what they are; a project that runs Rowlock already gets none.
import { runScript } from "../../config/package-manager.ts";
import { startCommand } from "../environment/frameworks.ts";
import type { InitStep } from "./init-step.ts";
import type { Survey } from "./survey-project.ts";

export const DEV_SCRIPT = "dev:rowlock";
const PROVE_SCRIPT = "prove:rowlock";

/** What a shell would have to read first: such a command is run as the script that it is. */
const SHELL = /[^\w\s@.,:/=+-]|^\s*\w+=/;

export function planScripts(survey: Survey): readonly InitStep[] {
  const { package: found, framework } = survey;
  if (found === undefined) return [];
  const { scripts, manager } = found;
  if (Object.values(scripts).some((script) => /\browlock (dev|prove)\b/.test(script))) return [];
  const { dev } = scripts;
  const start =
    dev === undefined
      ? startCommand(framework)
      : `rowlock dev -- ${SHELL.test(dev) ? runScript(manager, "dev") : dev}`;
  const wanted = { [DEV_SCRIPT]: start, [PROVE_SCRIPT]: "rowlock prove" };
  const added = Object.fromEntries(
    Object.entries(wanted).filter(([name]) => scripts[name] === undefined),
  );
  const names = Object.keys(added);
  if (names.length === 0) return [];
  const what = `the script${names.length === 1 ? "" : "s"} ${names.join(" and ")}`;
  return [{ kind: "scripts", path: "package.json", what, scripts: added }];
}

/** package.json with scripts more, in the form that it has: its indentation, its line ends, its last line. */
export function withScripts(text: string, added: Readonly<Record<string, string>>): string {
  const manifest = JSON.parse(text);
  // What is there by now stays.
  const scripts = { ...manifest.scripts, ...added, ...manifest.scripts };
  const [, indent] = /^\s*\{\r?\n([ \t]+)"/.exec(text) ?? [];
  const printed = JSON.stringify({ ...manifest, scripts }, null, indent);
  const lines = text.includes("\r\n") ? printed.replaceAll("\n", "\r\n") : printed;
  return lines + (/\s*$/.exec(text)?.[0] ?? "");
}
