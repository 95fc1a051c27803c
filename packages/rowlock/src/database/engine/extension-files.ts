// What Rowlock's own copy of an engine has otherwise in its folder of extensions: control files that let the database's
// owner create what hosted Supabase lets `postgres` create, and the extensions that Rowlock gives itself.
// Pure: files in, files out. Never trusted: what reads the server's files or runs its programs.
import { OWN_COMMENT, OWN_EXTENSIONS, type OwnExtension } from "./own-extensions.ts";

// https://supabase.com/docs/guides/database/extensions
const TRUSTED = [
  ...["address_standardizer", "address_standardizer_data_us", "autoinc", "bloom", "btree_gin"],
  ...["btree_gist", "citext", "cube", "dblink", "dict_int", "dict_xsyn", "earthdistance"],
  ...["fuzzystrmatch", "hstore", "http", "hypopg", "index_advisor", "insert_username", "intarray"],
  ...["isn", "lo", "ltree", "moddatetime", "pg_buffercache", "pg_hashids", "pg_ivm"],
  ...["pg_jsonschema", "pg_prewarm", "pg_similarity", "pg_stat_statements", "pg_trgm"],
  ...[
    "pg_walinspect",
    "pgaudit",
    "pgcrypto",
    "pgjwt",
    "pgmq",
    "pgroonga",
    "pgrouting",
    "pgrowlocks",
  ],
  ...["pgstattuple", "pgtap", "plpgsql_check", "postgis", "postgis_raster", "postgis_sfcgal"],
  ...["postgis_tiger_geocoder", "postgis_topology", "postgres_fdw", "refint", "rum", "seg"],
  ...["sslinfo", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent"],
  ...["uuid-ossp", "vector", "xml2"],
];

/** Appended to scripts: only the superuser who runs them could grant it afterwards. */
const AFTERWARDS: Readonly<Record<string, string>> = {
  "postgres_fdw--1.0.sql":
    "grant usage on foreign data wrapper postgres_fdw to @extowner@ with grant option;\n",
};

/** File names and their whole content; `read` gives a file of the engine's folder, undefined where there is none. */
export function extensionFiles(
  read: (name: string) => string | undefined,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of TRUSTED) {
    const control = read(`${name}.control`);
    if (control !== undefined) files.set(`${name}.control`, trust(control));
  }
  for (const [name, statement] of Object.entries(AFTERWARDS)) {
    const script = read(name);
    if (script !== undefined) files.set(name, `${script.trimEnd()}\n\n${statement}`);
  }
  for (const extension of OWN_EXTENSIONS) {
    if (extension.yields === true && read(`${extension.name}.control`) !== undefined) continue;
    files.set(`${extension.name}.control`, controlOf(extension));
    files.set(`${extension.name}--${extension.version}.sql`, extension.script);
  }
  return files;
}

function trust(control: string): string {
  return `${control.replace(/^\s*(trusted|superuser)\s*=.*\n?/gm, "").trimEnd()}\nsuperuser = true\ntrusted = true\n`;
}

function controlOf({ name, version, requires, schema }: OwnExtension): string {
  const lines = [
    `comment = '${name}${OWN_COMMENT}'`,
    `default_version = '${version}'`,
    // Its script refers to its own schema, which then cannot change.
    `relocatable = ${requires === undefined && schema === undefined}`,
    "superuser = true",
    "trusted = true",
    ...(requires === undefined ? [] : [`requires = '${requires}'`]),
    ...(schema === undefined ? [] : [`schema = '${schema}'`]),
  ];
  return `${lines.join("\n")}\n`;
}
