// The files that `rowlock init` can add, as text. Pure. What is the Supabase CLI's has the CLI's own keys and defaults,
// so that the CLI takes the project as it is; what is Clerk's is in rowlock.toml alone.
import type { Ports } from "../../config/project.ts";

export interface NewFilesOptions {
  /** The folder's name. */
  readonly name: string;
  readonly ports: Ports;
  /** True: what the migrations make is granted at once, as they were written for it. */
  readonly autoExposeNewTables: boolean;
}

export function supabaseConfigToml({ name, ports, ...options }: NewFilesOptions): string {
  return `# The Supabase CLI's own file: https://supabase.com/docs/guides/local-development/cli/config
# Rowlock follows the keys that are here; the CLI has defaults for all others.
project_id = "${projectId(name)}"

[api]
port = ${ports.api}
schemas = ["public"]
extra_search_path = ["public", "extensions"]
max_rows = 1000
${options.autoExposeNewTables ? "auto_expose_new_tables = true\n" : ""}
[db]
port = ${ports.database}
major_version = 17

[db.seed]
enabled = true
sql_paths = ["./seed.sql"]

[studio]
port = ${ports.studio}
`;
}

/** As the CLI makes it of a folder's name: letters, digits, dots, dashes, at most 40 of them. */
function projectId(name: string): string {
  const id = name
    .replace(/[^A-Za-z0-9_.-]+/g, "_")
    .replace(/^[_.-]+/, "")
    .slice(0, 40);
  return id === "" ? "project" : id;
}

export function rowlockToml({ ports }: Pick<NewFilesOptions, "ports">): string {
  return `# What is Clerk's in this project, for running it on one machine. Keys are named as in Clerk's Backend API.
# Applied at each start. On hosted Clerk, set up the same in its dashboard.

[clerk]
port = ${ports.clerk}

# Two people to try things with. They are made when they are not there; their passwords open nothing but this stack.
[[clerk.users]]
email_address = "ada@example.com"
password = "correct-horse-ada"
first_name = "Ada"
last_name = "Lovelace"

[[clerk.users]]
email_address = "grace@example.com"
password = "correct-horse-grace"
first_name = "Grace"
last_name = "Hopper"

# The JWT template for Supabase. Its signing key is the project's JWT secret, and follows it when that is rotated.
[[clerk.jwt_templates]]
name = "supabase"
signing_algorithm = "HS256"
signing_key = "project"
lifetime = 60
allowed_clock_skew = 5

[clerk.jwt_templates.claims]
aud = "authenticated"
role = "authenticated"
email = "{{user.primary_email_address}}"
app_metadata = {}
user_metadata = {}
`;
}

export const SEED_SQL = `-- Rows to begin with, added once, after the migrations. Without a user_id they belong to nobody.
`;

/** What the Supabase CLI keeps beside its files. */
export const SUPABASE_GITIGNORE = `.branches
.temp
.env
.env.local
.env.*.local
`;
