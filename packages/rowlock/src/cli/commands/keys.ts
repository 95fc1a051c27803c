// rowlock keys: replaces the JWT secret or the key that signs session tokens, with a running stack or without.
import { resolve } from "node:path";
import { Argument, type Command } from "commander";
import { ROTATABLE_KEYS, type Rotation } from "../../project/keys/rotation.ts";
import { openProject } from "../../project/open-project.ts";
import { rotateKey } from "../../stack/control/rotate-key.ts";
import {
  type CommandIo,
  groupOnProject,
  outputOf,
  type ProjectOptions,
  projectCommand,
} from "../command-io.ts";

export function keysCommand(command: Command, io: CommandIo): void {
  groupOnProject(command).addCommand(rotateCommand(io));
}

interface RotateOptions extends ProjectOptions {
  readonly revoke?: boolean;
}

function rotateCommand(io: CommandIo): Command {
  return projectCommand("rotate", "replace a key by a new one, at once")
    .addArgument(new Argument("<key>", "which one").choices(ROTATABLE_KEYS))
    .option("--revoke", "of the instance key: what older keys signed ends now, not at its own end")
    .action(async (key: Rotation["key"], options: RotateOptions) => {
      const output = outputOf(io, options);
      const opened = await openProject({
        directory: resolve(io.cwd, options.dir),
        env: io.env,
        portBase: options.portBase,
      });
      const rotation = { key, revoke: options.revoke === true };
      await rotateKey({ opened, rotation, fetch, now: Date.now });
      const running = opened.running !== undefined;
      if (output.isJson) return output.json({ rotated: key, running });
      output.done(DONE[key]);
      for (const line of notesOf(rotation)) output.note(line);
      if (running && key === "jwt-secret") {
        output.warn("An app that runs has the old anon and service keys: start it again");
      }
    });
}

const DONE: Readonly<Record<Rotation["key"], string>> = {
  "jwt-secret": "Made a new JWT secret",
  "instance-key": "Made a new instance key",
};

function notesOf({ key, revoke }: Rotation): readonly string[] {
  if (key === "jwt-secret") {
    return [
      "The anon key and the service key changed with it, and tokens that the old one signed are refused",
      "Where a file holds the old keys: rowlock env --framework next --write .env.local",
    ];
  }
  return revoke
    ? ["What older keys signed is refused; who is signed in gets a new token by their session"]
    : ["What older keys signed stays good until its own end; --revoke ends that"];
}
