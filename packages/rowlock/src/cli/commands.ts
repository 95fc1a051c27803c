// The commands: what the list of them says of each, and where its words, options and work stand. A file is read when its
// command is called, and not before, so that each command costs no more than what it needs.
import type { Command } from "commander";
import type { CommandIo } from "./command-io.ts";

/** Gives a command that has its name and summary all else: arguments, options, subcommands, what it does. */
type FillCommand = (command: Command, io: CommandIo) => void;

interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<FillCommand>;
}

/** In the order of their list. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map(
  Object.entries({
    init: {
      summary: "add to a project what Rowlock needs; existing files are kept",
      load: async () => (await import("./commands/init.ts")).initCommand,
    },
    dev: {
      summary: "run everything, with migrations applied as they change",
      load: async () => (await import("./commands/dev.ts")).devCommand,
    },
    env: {
      summary: "print the environment of an app, or write it into a file",
      load: async () => (await import("./commands/env.ts")).envCommand,
    },
    status: {
      summary: "say what runs in this folder, and where",
      load: async () => (await import("./commands/status.ts")).statusCommand,
    },
    token: {
      summary: "print a token of a person, good for its own minute",
      load: async () => (await import("./commands/token.ts")).tokenCommand,
    },
    protect: {
      summary: "give a table an owner, policies, grants and an index",
      load: async () => (await import("./commands/protect.ts")).protectCommand,
    },
    audit: {
      summary: "find what is wrong about policies, grants, views and functions",
      load: async () => (await import("./commands/audit.ts")).auditCommand,
    },
    prove: {
      summary: "show by real requests on a copy that each sees only what is theirs",
      load: async () => (await import("./commands/prove.ts")).proveCommand,
    },
    explain: {
      summary: "say why a request is denied, or gives nothing",
      load: async () => (await import("./commands/explain.ts")).explainCommand,
    },
    hosted: {
      summary: "the hosted Clerk instance and Supabase project, looked at",
      load: async () => (await import("./commands/hosted.ts")).hostedCommand,
    },
    users: {
      summary: "the people who can sign in",
      load: async () => (await import("./commands/users.ts")).usersCommand,
    },
    webhooks: {
      summary: "what is told to the app's webhook handler",
      load: async () => (await import("./commands/webhooks.ts")).webhooksCommand,
    },
    keys: {
      summary: "the project's keys",
      load: async () => (await import("./commands/keys.ts")).keysCommand,
    },
    clusters: {
      summary: "the databases that lie outside of their projects, as root's do",
      load: async () => (await import("./commands/clusters.ts")).clustersCommand,
    },
    db: {
      summary: "the app's database",
      load: async () => (await import("./commands/database.ts")).databaseCommand,
    },
    serve: {
      summary: "the Data API alone, in PostgREST's place: its settings, against any database",
      load: async () => (await import("./commands/serve.ts")).serveCommand,
    },
    help: {
      summary: "what a command takes, or what the code of an error means",
      load: async () => (await import("./commands/help.ts")).helpCommand,
    },
  }),
);
