// rowlock token: a token of a person, as an app would get one, for curl and for looking at its claims.
import { resolve } from "node:path";
import type { Command } from "commander";
import { openProject } from "../../project/open-project.ts";
import { withIdentity } from "../../stack/with-identity.ts";
import { type CommandIo, onProject, outputOf, type ProjectOptions } from "../command-io.ts";

interface TokenOptions extends ProjectOptions {
  readonly template?: string;
  readonly org?: string;
}

export function tokenCommand(command: Command, io: CommandIo): void {
  onProject(command)
    .argument("<user>", "an id, an email address or a username")
    .option("--template <name>", "of a JWT template, instead of the session token")
    .option("--org <slug>", "with this organization active, by its slug or id")
    .action(async (user: string, { template, org, ...options }: TokenOptions) => {
      const output = outputOf(io, options);
      const opened = await openProject({
        directory: resolve(io.cwd, options.dir),
        env: io.env,
        portBase: options.portBase,
      });
      const token = await withIdentity(
        { opened, onNotice: output.warn, reads: true },
        (identity) =>
          template === undefined
            ? identity.mintSessionToken(user, { organization: org })
            : identity.mintTemplateToken(user, template, { organization: org }),
      );
      if (output.isJson) output.json({ token });
      else output.line(token);
    });
}
