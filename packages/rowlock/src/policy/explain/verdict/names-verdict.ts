// The verdict on a request that the Data API refused by itself: a name that it does not know, or what is not its grammar.
import type { Verdict } from "../explanation.ts";
import type { Judged, VerdictContext } from "./judged.ts";

export function namesVerdict({ answer, request }: Judged, context: VerdictContext): Verdict {
  const problem = answer?.problem;
  const { code, message, details, hint } = problem ?? NO_PROBLEM;
  if (code === "PGRST205") {
    const elsewhere = foundElsewhere(request.path, context);
    if (elsewhere !== undefined) return elsewhere;
    if (isEmpty(context)) return EMPTY;
  }
  const known: Readonly<Record<string, Verdict["kind"]>> = {
    PGRST205: "not-exposed",
    PGRST202: "not-exposed",
    PGRST106: "not-exposed",
    PGRST204: "column-unknown",
  };
  return {
    kind: known[code] ?? "request-refused",
    fine: false,
    sentence: `${code.startsWith("PGRST") ? BY_ITSELF : "It is no request for rows"}: ${message}${details ? `. ${details}` : ""}`,
    next: hint ?? ADVICE[code] ?? "Compare the request with PostgREST's documentation",
    fix: null,
  };
}

const BY_ITSELF = "The Data API refuses it before it asks the database";
const NO_PROBLEM = { code: "", message: "there is nothing to explain", details: null, hint: null };

const ADVICE: Readonly<Record<string, string>> = {
  PGRST102: "Look at the body: is it the JSON of one row, or of a list of rows?",
  PGRST200: "Embedding needs a foreign key between the two, or a function that relates them",
  PGRST205: "Is it written as in the database, and was its migration applied (rowlock status)?",
  PGRST202: "Are the function and its arguments written as in the database?",
  PGRST204: "Take the column out of the body, or add it to the table",
};

const EMPTY: Verdict = {
  kind: "not-exposed",
  fine: false,
  sentence: "The database has no tables yet",
  next: "Apply the migrations: rowlock dev does when it starts",
  fix: null,
};

function isEmpty({ model, exposedSchemas = [] }: VerdictContext): boolean {
  return model?.relations.every(({ schema }) => !exposedSchemas.includes(schema)) ?? false;
}

/** A table of this name in another schema. */
function foundElsewhere(
  path: string,
  { model, exposedSchemas = [] }: VerdictContext,
): Verdict | undefined {
  const [plain = ""] = path.split("?");
  const last = plain.slice(plain.lastIndexOf("/") + 1);
  const found = model?.relations.find(
    ({ name, fromExtension }) => encodeURIComponent(name) === last && !fromExtension,
  );
  if (found === undefined) return undefined;
  const { schema, name } = found;
  const served = exposedSchemas.includes(schema);
  return {
    kind: "not-exposed",
    fine: false,
    sentence: served
      ? `${schema}.${name} is served, but the request asks another schema for it`
      : `${schema}.${name} is there, but its schema is not served`,
    next: served
      ? `Ask with the header Accept-Profile: ${schema} (supabase-js: .schema("${schema}"))`
      : `Name ${schema} under [api] schemas in supabase/config.toml, or move the table`,
    fix: null,
  };
}
