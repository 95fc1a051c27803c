// rowlock users: the people of the identity service, to list, add and delete, to give metadata, and to sign in by a link.
// Works on a running stack or on the project's own databases; a person is named by id, email address or username.
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Identity } from "../../identity/create-identity.ts";
import type { MetadataPatch, UserSummary } from "../../identity/operations.ts";
import { openProject } from "../../project/open-project.ts";
import type { WithDatabasesOptions } from "../../stack/with-databases.ts";
import { withIdentity } from "../../stack/with-identity.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import {
  type CommandIo,
  groupOnProject,
  outputOf,
  type ProjectOptions,
  projectCommand,
} from "../command-io.ts";
import type { Output } from "../output/output.ts";
import { renderUsers } from "../output/user-table.ts";
import { parseWhole } from "../parse-option.ts";

const USER = "an id, an email address or a username";

export function usersCommand(command: Command, io: CommandIo): void {
  groupOnProject(command)
    .addCommand(listCommand(io), { isDefault: true })
    .addCommand(addCommand(io))
    .addCommand(deleteCommand(io))
    .addCommand(metadataCommand(io))
    .addCommand(linkCommand(io));
}

interface ListOptions extends ProjectOptions {
  readonly limit: number;
  readonly offset: number;
}

function listCommand(io: CommandIo): Command {
  return projectCommand("list", "list them, the newest first")
    .option("--limit <n>", "so many at most", parseWhole({ least: 1 }), 100)
    .option("--offset <n>", "after so many", parseWhole({ least: 0 }), 0)
    .action(async (options: ListOptions) => {
      const { output, work } = await open(io, options, { reads: true });
      const { limit, offset } = options;
      // One more than asked for tells whether there are more.
      const found = await work(({ listUsers }) => listUsers({ limit: limit + 1, offset }));
      const users = found.slice(0, limit);
      if (output.isJson) return output.json(users);
      if (users.length === 0) return output.note("There is nobody yet");
      for (const line of renderUsers(users)) output.line(line);
      if (found.length > limit) output.note(`There are more: --offset ${offset + limit}`);
    });
}

interface AddOptions extends ProjectOptions {
  readonly password?: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

function addCommand(io: CommandIo): Command {
  return projectCommand("add", "make somebody who can sign in, with a verified email address")
    .argument("<email>", "their email address")
    .option("--password <password>", "without one they sign in by email code or by a link")
    .option("--first-name <name>")
    .option("--last-name <name>")
    .action(async (emailAddress: string, options: AddOptions) => {
      const { output, work } = await open(io, options);
      const { password, firstName, lastName } = options;
      const user = await work(({ addUser }) =>
        addUser({ emailAddress, password, firstName, lastName }),
      );
      tellUser(output, { user, done: `Made ${user.identifier}` });
    });
}

function deleteCommand(io: CommandIo): Command {
  return projectCommand("delete", "delete somebody, with their sessions and memberships")
    .argument("<user>", USER)
    .action(async (user: string, options: ProjectOptions) => {
      const { output, work, declared } = await open(io, options);
      await work(({ deleteUser }) => deleteUser(user));
      if (output.isJson) return output.json({ deleted: user });
      output.done(`Deleted ${user}`);
      output.note("Their rows in the app's database were left as they are");
      if (declared.has(user.toLowerCase())) {
        output.warn("rowlock.toml declares this person: the next start makes them again");
      }
    });
}

interface MetadataOptions extends ProjectOptions {
  readonly public?: JsonObject;
  readonly private?: JsonObject;
  readonly unsafe?: JsonObject;
}

function metadataCommand(io: CommandIo): Command {
  return projectCommand("set-metadata", "merge into somebody's metadata; null takes a field out")
    .argument("<user>", USER)
    .option("--public <json>", "read by everybody, changed by servers", parseObject)
    .option("--private <json>", "read and changed by servers", parseObject)
    .option("--unsafe <json>", "read and changed by the person too", parseObject)
    .action(async (text: string, options: MetadataOptions, command: Command) => {
      const patch: MetadataPatch = {
        public_metadata: options.public,
        private_metadata: options.private,
        unsafe_metadata: options.unsafe,
      };
      if (Object.values(patch).every((part) => part === undefined)) {
        command.error("error: one of --public, --private and --unsafe is needed");
      }
      const { output, work } = await open(io, options);
      const user = await work(({ mergeMetadata }) => mergeMetadata(text, patch));
      tellUser(output, { user, done: `Changed the metadata of ${user.identifier}` });
    });
}

interface LinkOptions extends ProjectOptions {
  readonly minutes: number;
}

function linkCommand(io: CommandIo): Command {
  return projectCommand("sign-in-link", "print an address that signs somebody in, once")
    .argument("<user>", USER)
    .option("--minutes <n>", "how long it is good for", parseWhole({ least: 1 }), 60)
    .action(async (user: string, options: LinkOptions) => {
      const { output, work, running } = await open(io, options);
      const lifetimeSeconds = options.minutes * 60;
      const url = await work(({ createSignInLink }) => createSignInLink(user, { lifetimeSeconds }));
      if (output.isJson) return output.json({ url });
      output.line(url);
      if (!running) output.warn("It can be opened while rowlock dev runs, which it does not now");
    });
}

interface OpenedIdentity {
  readonly output: Output;
  readonly running: boolean;
  /** The email addresses and usernames that rowlock.toml declares. */
  readonly declared: ReadonlySet<string>;
  /** Does one thing with the identity service. */
  work<T>(task: (identity: Identity) => Promise<T>): Promise<T>;
}

async function open(
  io: CommandIo,
  options: ProjectOptions,
  { reads }: Pick<WithDatabasesOptions, "reads"> = {},
): Promise<OpenedIdentity> {
  const output = outputOf(io, options);
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  const names = opened.project.rowlock.clerk.users.flatMap(({ id, email_address, username }) => [
    id,
    email_address,
    username,
  ]);
  return {
    output,
    running: opened.running !== undefined,
    declared: new Set(names.flatMap((name) => name?.toLowerCase() ?? [])),
    work: (task) => withIdentity({ opened, onNotice: output.warn, reads }, task),
  };
}

function tellUser(
  output: Output,
  { user, done }: { readonly user: UserSummary; readonly done: string },
): void {
  if (output.isJson) output.json(user);
  else output.done(done, user.id);
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
  } catch {
    // Said below, in the same words as for JSON that is no object.
  }
  throw new InvalidArgumentError(`Expected a JSON object such as '{"plan":"pro"}'.`);
}
