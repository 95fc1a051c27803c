// Commands in what a person is told, as they are typed in the folder where the person is: `npx rowlock dev`. One place,
// so that errors and hints name a command by its bare name. JSON and files keep that.
import { findPackageManager, runWith } from "../../config/package-manager.ts";

/** The names of the commands: another word after "rowlock" is prose. A test holds them to the list in commands.ts. */
export const COMMAND_NAMES =
  "init dev env status token users db protect audit prove explain hosted keys clusters webhooks help serve";

const COMMAND = new RegExp(
  `(?<!(?:npx|pnpm|yarn|bunx) |[\\w./@-])rowlock (?:${COMMAND_NAMES.replaceAll(" ", "|")})\\b`,
  "g",
);

export interface Caller {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The project is looked at when the first command is named, since most runs name none. */
export function createAsRun({ cwd, env }: Caller): (text: string) => string {
  let manager: { readonly name: ReturnType<typeof findPackageManager> } | undefined;
  return (text) =>
    text.replace(COMMAND, (command) => {
      manager ??= { name: findPackageManager(cwd, env) };
      return runWith(manager.name, command);
    });
}
