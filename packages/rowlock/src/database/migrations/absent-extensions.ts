// Extensions that this PostgreSQL lacks: what to say of one, and what else fails for want of it when
// `[db] absent_extensions = "skip"` passes over the statement that asks for it.
// Guarantee: an error is excused only where it says that something is unknown which the extension, or a statement passed
// over before, would have made. Any other failure stays one.
import type { PostgresError } from "../postgres-error.ts";

interface KnownExtension {
  /** Debian's package, after `postgresql-<major>-`. */
  readonly debian?: string;
  readonly brew?: string;
  /** Names that it gives, besides its own. */
  readonly gives?: RegExp;
}

const KNOWN: Readonly<Record<string, KnownExtension>> = {
  http: { debian: "http", gives: /^(http(_.+)?|urlencode|bytea_to_text|text_to_bytea)$/ },
  hypopg: { debian: "hypopg", gives: /^hypopg/ },
  index_advisor: { gives: /^index_advisor$/ },
  pg_jsonschema: { gives: /^(jsonb?_matches_schema|jsonschema_.+)$/ },
  pg_repack: { debian: "repack" },
  pgaudit: { debian: "pgaudit" },
  pgmq: { gives: /^(pgmq(_public)?|message_record)$/ },
  pgroonga: { gives: /^pgroonga/ },
  pgrouting: { debian: "pgrouting", gives: /^(pgr_|_pgr_)/ },
  pgtap: {
    debian: "pgtap",
    gives:
      /^(plan|no_plan|ok|is|isnt|finish|pass|fail|throws_\w+|lives_ok|results_eq|has_\w+|col_\w+)$/,
  },
  plpgsql_check: { debian: "plpgsql-check", gives: /^plpgsql_check/ },
  plv8: { debian: "plv8", gives: /^plv8$/ },
  postgis: {
    debian: "postgis-3",
    brew: "postgis",
    gives: /^(_?st_|geometry$|geography$|box[23]d$|spatial_ref_sys$|postgis)/,
  },
  rum: { debian: "rum", gives: /^rum/ },
  timescaledb: { gives: /^(create_hypertable|time_bucket|add_\w+_policy|timescaledb)/ },
  vector: {
    debian: "pgvector",
    brew: "pgvector",
    gives:
      /^(vector|halfvec|sparsevec|hnsw|ivfflat|(vector|halfvec|sparsevec|bit)_\w+_ops|cosine_distance|l[12]_distance|inner_product)$/,
  },
  wrappers: { gives: /(_fdw_handler|_fdw_validator|_wrapper|_server)$/ },
};

/** The extension that a statement asked for and this PostgreSQL lacks. */
export function absentExtension(error: PostgresError): string | undefined {
  if (error.code !== "0A000" && error.code !== "58P01") return undefined;
  return (
    /^extension "([^"]+)" is not available$/.exec(error.message)?.[1] ??
    /extension\/([^/"]+)\.control"/.exec(error.message)?.[1]
  );
}

export interface AbsenceAdvice {
  readonly major: number;
  readonly platform: NodeJS.Platform;
}

/** What to do about it, on this system. */
export function adviseOnAbsence(name: string, { major, platform }: AbsenceAdvice): string {
  const { debian, brew } = KNOWN[name] ?? {};
  const wanted =
    platform === "darwin"
      ? brew && `brew install ${brew}`
      : debian && `apt-get install postgresql-${major}-${debian}`;
  const bin =
    platform === "darwin"
      ? `/opt/homebrew/opt/postgresql@${major}/bin`
      : `/usr/lib/postgresql/${major}/bin`;
  const example = `engine = "${bin}"`;
  const install =
    wanted === undefined
      ? "No package of it is known for this system"
      : `It comes with ${wanted}: name that PostgreSQL with ${example} under [db] in rowlock.toml, or a server of your own with --db-url`;
  return `${install}; or pass over it and what needs it with absent_extensions = "skip" under [db] in rowlock.toml`;
}

/** Undefined table, column, function or operator, object, schema. */
const UNKNOWN = new Set(["42P01", "42703", "42883", "42704", "3F000"]);

export interface Absences {
  /** Why a failed statement is passed over; undefined: it is not. Remembers what it would have made. */
  excuse(statement: string, error: PostgresError): string | undefined;
  /** True once anything was passed over. */
  readonly any: boolean;
}

/** `earlier` are statements that were passed over before, with their reasons. */
export function createAbsences(
  earlier: readonly { readonly statement: string; readonly extension: string }[] = [],
): Absences {
  /** Name of what lacks, to the extension that it lacks for. */
  const lacking = new Map<string, string>();
  const extensions = new Set<string>();

  function remember(statement: string, extension: string): void {
    extensions.add(extension);
    lacking.set(extension, extension);
    for (const name of namesMadeBy(statement)) lacking.set(name, extension);
  }
  for (const { statement, extension } of earlier) remember(statement, extension);

  function wantOf(error: PostgresError): string | undefined {
    if (!UNKNOWN.has(error.code)) return undefined;
    for (const name of namesIn(error.message)) {
      const made = lacking.get(name);
      if (made !== undefined) return made;
      for (const extension of extensions) {
        if (KNOWN[extension]?.gives?.test(name) === true) return extension;
      }
    }
    return undefined;
  }

  return {
    get any() {
      return extensions.size > 0;
    },
    excuse(statement, error) {
      const extension = absentExtension(error) ?? wantOf(error);
      if (extension !== undefined) remember(statement, extension);
      return extension;
    },
  };
}

const WORDS = new Set(
  "access aggregate argument column does exist for function index method named not of operator policy procedure relation role schema server table trigger type wrapper foreign data class public extensions".split(
    " ",
  ),
);

/** The names in PostgreSQL's "... does not exist", without schemas that everything lies in. */
function namesIn(message: string): readonly string[] {
  return (message.toLowerCase().match(/[a-z_][\w$]*/g) ?? []).filter((word) => !WORDS.has(word));
}

const NAME = String.raw`(?:"?[\w$]+"?\s*\.\s*)?"?([\w$]+)"?`;
const MADE = new RegExp(
  String.raw`\bcreate\s+(?:or\s+replace\s+)?(?:unique\s+|temp(?:orary)?\s+|unlogged\s+|materialized\s+|foreign\s+)*` +
    String.raw`(?:table|view|function|procedure|type|domain|sequence|index|schema|aggregate|server|data\s+wrapper)\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?${NAME}`,
  "gi",
);
const ADDED = new RegExp(String.raw`\badd\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?${NAME}`, "gi");

function namesMadeBy(statement: string): readonly string[] {
  const patterns = /^\s*alter\s+table\b/i.test(statement) ? [MADE, ADDED] : [MADE];
  return patterns
    .flatMap((pattern) => [...statement.matchAll(pattern)])
    .map((match) => (match[1] ?? "").toLowerCase());
}
