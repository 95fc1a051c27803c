// What pg_dump writes of a hosted database, made into a migration: what the platform has made by itself is left out, as
// are owners and what only a superuser may do. Pure: text in, text out, statement by statement.
// pg_dump's own comment before each entry says what it is of; it is taken only where it stands before a statement, since
// the body of a function may hold one too.
import { compile, identifier, literal, sql } from "../../sql/fragment.ts";
import { isPlatformSchema } from "../baseline/platform-schemas.ts";
import { firstTokenOf, splitStatements } from "../migrations/split-statements.ts";

export interface DumpedMigration {
  readonly text: string;
  /** What is in the dump and not in the text, and does not come with the platform. */
  readonly leftOut: readonly string[];
}

export interface DumpAsMigrationOptions {
  /** Roles of the server that are neither hosted's nor PostgreSQL's; those that the schema names are made. */
  readonly roles: readonly string[];
  /** The login that the dump was read with. */
  readonly login: string;
}

interface Entry {
  readonly name: string;
  readonly type: string;
  /** `-` where it lies in none. */
  readonly schema: string;
}

const HEADER = /^-- Name: (.*); Type: (.*); Schema: (.*); Owner:.*$/gm;

/** Where rows of the platform's own tables are guarded by policies and triggers of the app's. */
const OPEN_SCHEMAS = new Set(["auth", "realtime", "storage"]);

const QUEUES = "the queues of pgmq (add select pgmq.create('name') for each)";

const PLATFORM_PUBLICATIONS = /^supabase_realtime(_messages_publication)?$/;

export function dumpAsMigration(dump: string, options: DumpAsMigrationOptions): DumpedMigration {
  const kept: string[] = [];
  const leftOut: string[] = [];
  let entry: Entry | undefined;
  for (const { text } of splitStatements(dump)) {
    const begin = firstTokenOf(text);
    entry = entryIn(text.slice(0, begin)) ?? entry;
    const statement = text.slice(begin);
    // Settings of pg_dump's session, some of them of its own version alone.
    if (entry === undefined || /^(set|reset|select pg_catalog\.set_config)\b/i.test(statement))
      continue;
    const place = placeOf(statement, entry, options);
    if (place === "told") leftOut.push(nameOf(entry));
    if (place === "kept") kept.push(`${asMigration(statement, entry)};`);
    if (entry.type === "EXTENSION" && entry.name === "pgmq") leftOut.push(QUEUES);
  }
  const schema = kept.join("\n\n");
  const roles = options.roles.filter((name) => names(schema, name)).map(makeRole);
  const text = [START, ...roles, schema].join("\n\n");
  return { text: `${text}\n`, leftOut: [...new Set(leftOut)] };
}

// Bodies of functions name what comes later; every name is qualified.
const START = `set check_function_bodies = false;
select pg_catalog.set_config('search_path', '', false);`;

function entryIn(comments: string): Entry | undefined {
  const [, name, type, schema] = [...comments.matchAll(HEADER)].at(-1) ?? [];
  if (name === undefined || type === undefined || schema === undefined) return undefined;
  return { name, type, schema };
}

function placeOf(
  statement: string,
  entry: Entry,
  { login }: DumpAsMigrationOptions,
): "kept" | "told" | "platform" {
  const { name, type } = entry;
  const schema = schemaOf(entry);
  switch (type) {
    case "SCHEMA":
      // The one schema of the platform's that its extension finds or is refused.
      if (name === "pgmq") return "kept";
      return isPlatformSchema(name) || name === "public" ? "platform" : "kept";
    case "EXTENSION":
      return "kept";
    case "EVENT TRIGGER":
      // What follows on one that was told, such as ENABLE ALWAYS, is not told again.
      return isPlatformSchema(schemaCalled(statement) ?? "_rowlock") ? "platform" : "told";
    // They hold passwords of other servers.
    case "USER MAPPING":
    case "SUBSCRIPTION":
      return "told";
    case "PUBLICATION":
      return PLATFORM_PUBLICATIONS.test(name) ? "platform" : "kept";
    case "DEFAULT ACL":
      return isPlatformSchema(schema) || !isOwnDefault(statement, login) ? "platform" : "kept";
    case "COMMENT":
      if (/^(EXTENSION|EVENT TRIGGER|PUBLICATION) |^SCHEMA public$/.test(name)) return "platform";
      break;
    case "TRIGGER":
      // One of the platform's calls a function beside its table.
      if (OPEN_SCHEMAS.has(schema)) return schemaCalled(statement) === schema ? "platform" : "kept";
      break;
    case "POLICY":
      if (OPEN_SCHEMAS.has(schema)) return "kept";
  }
  return isPlatformSchema(schema) ? "platform" : "kept";
}

function nameOf({ name, type }: Entry): string {
  return name.startsWith(type) ? name : `${type.toLowerCase()} ${name}`;
}

/** Of grants and comments on a schema, that schema. */
function schemaOf({ name, schema }: Entry): string {
  return schema === "-" ? (/^SCHEMA (.+)$/.exec(name)?.[1] ?? schema) : schema;
}

/** Where the function lies that a trigger calls; undefined: the statement makes none. */
function schemaCalled(statement: string): string | undefined {
  return /execute (?:function|procedure) "?([^".(]+)"?\./i.exec(statement)?.[1];
}

const FOR_ROLE = /^(alter default privileges) for role ("(?:[^"]|"")+"|\S+)/i;

function isOwnDefault(statement: string, login: string): boolean {
  const role = FOR_ROLE.exec(statement)?.[2]?.replace(/^"|"$/g, "");
  return role === undefined || role === "postgres" || role === login;
}

/** Whoever applies it owns what it makes. */
function asMigration(statement: string, { type, name }: Entry): string {
  if (type === "SCHEMA" && name === "pgmq") return "CREATE SCHEMA IF NOT EXISTS pgmq";
  return type === "DEFAULT ACL" ? statement.replace(FOR_ROLE, "$1") : statement;
}

function names(schema: string, role: string): boolean {
  const word = /^[a-z_][a-z0-9_$]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;
  const escaped = word.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  return new RegExp(`\\b(to|from)\\b[^;]*(?<![\\w$])${escaped}(?![\\w$])`, "i").test(schema);
}

function makeRole(name: string): string {
  const known = compile(sql`select from pg_catalog.pg_roles where rolname = ${literal(name)}`).text;
  const made = compile(sql`create role ${identifier(name)} nologin`).text;
  return `do $role$ begin\n  if not exists (${known}) then\n    ${made};\n  end if;\nend $role$;`;
}
