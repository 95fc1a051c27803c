// The one place where verdicts become sentences: what stood in the way, what to do next, and the statement that mends it.
import { compile, sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import type { ProblemReport } from "../reports.ts";
import type { Verdict, VerdictOf } from "../verdict/verdict.ts";
import { tellGrantMissing } from "./tell-grants.ts";
import { tellFailed, tellNoPolicy, tellRefused } from "./tell-policies.ts";
import {
  tellAllowed,
  tellInPart,
  tellNothingAnswered,
  tellNothingMatches,
  tellUnguarded,
} from "./tell-rows.ts";
import { tellStorage } from "./tell-storage.ts";
import { tellToken } from "./tell-token.ts";
import type { Told } from "./told.ts";

export function tellVerdict(verdict: Verdict): Told {
  switch (verdict.kind) {
    case "allowed":
      return tellAllowed(verdict);
    case "allowed-in-part":
      return tellInPart(verdict);
    case "unguarded":
      return tellUnguarded(verdict);
    case "token-refused":
      return tellToken(verdict);
    case "request-refused":
      return tellRequestRefused(verdict);
    case "storage-refused":
      return tellStorage(verdict);
    case "not-exposed":
      return tellNotExposed(verdict);
    case "column-unknown":
      return tellColumn(verdict);
    case "grant-missing":
      return tellGrantMissing(verdict);
    case "no-policy":
      return tellNoPolicy(verdict);
    case "policy-refused":
      return tellRefused(verdict);
    case "policy-failed":
      return tellFailed(verdict);
    case "nothing-matches":
      return tellNothingMatches(verdict);
    case "nothing-answered":
      return tellNothingAnswered(verdict);
    case "database-refused":
      return tellDatabase(verdict);
    case "unknown":
      return tellUnknown(verdict);
  }
}

const BY_ITSELF = "The Data API refuses it before it asks the database";

function wordsOf({ message, details }: ProblemReport): string {
  return `${message}${details ? `. ${details}` : ""}`;
}

const ADVICE: Readonly<Record<string, string>> = {
  PGRST102: "Look at the body: is it the JSON of one row, or of a list of rows?",
  PGRST200: "Embedding needs a foreign key between the two, or a function that relates them",
  PGRST202: "Are the function and its arguments written as in the database?",
  PGRST204: "Take the column out of the body, or add it to the table",
  PGRST205: "Is it written as in the database, and was its migration applied (rowlock status)?",
};

function tellRequestRefused({ problem, early }: VerdictOf<"request-refused">): Told {
  const { code, hint } = problem;
  const who = !early ? "The API refuses it" : BY_ITSELF;
  return {
    sentence: `${code === "" ? "It is no request for rows" : who}: ${wordsOf(problem)}`,
    next:
      hint ??
      ADVICE[code] ??
      `Compare the request with ${isOfStorage(code) ? "what supabase.storage sends" : "PostgREST's documentation"}`,
    fix: null,
  };
}

/** Such as `InvalidKey`; PostgREST's and PostgreSQL's are capitals and digits. */
function isOfStorage(code: string): boolean {
  return /^[A-Z][a-z]/.test(code);
}

function tellNotExposed({ problem, elsewhere, empty }: VerdictOf<"not-exposed">): Told {
  if (empty) {
    return {
      sentence: "The database has no tables yet",
      next: "Apply the migrations: rowlock dev does when it starts",
      fix: null,
    };
  }
  if (elsewhere === null) {
    const { code, hint } = problem;
    return {
      sentence: `${BY_ITSELF}: ${wordsOf(problem)}`,
      next: hint ?? ADVICE[code] ?? null,
      fix: null,
    };
  }
  const { schema, name, served } = elsewhere;
  return served
    ? {
        sentence: `${schema}.${name} is served, but the request asks another schema for it`,
        next: `Ask with the header Accept-Profile: ${schema} (supabase-js: .schema("${schema}"))`,
        fix: null,
      }
    : {
        sentence: `${schema}.${name} is there, but its schema is not served`,
        next: `Name ${schema} under [api] schemas in supabase/config.toml, or move the table`,
        fix: null,
      };
}

function tellColumn({ problem }: VerdictOf<"column-unknown">): Told {
  const { code, hint } = problem;
  const who = code.startsWith("PGRST") ? BY_ITSELF : "PostgreSQL refuses it";
  return {
    sentence: `${who}: ${wordsOf(problem)}`,
    next: hint ?? ADVICE[code] ?? CLASS_ADVICE[code.slice(0, 2)] ?? null,
    fix: null,
  };
}

/** By the class of a SQLSTATE. */
const CLASS_ADVICE: Readonly<Record<string, string>> = {
  "22": "Send a value that the column's type can hold",
  "23": "Policies and grants let it through; send a row that the constraint allows",
  "42": "Compare the request with the table as it is now",
  "57": "Narrow the filters, or look at the plan above for what is slow",
};

function tellDatabase({ problem, by }: VerdictOf<"database-refused">): Told {
  const { code, hint } = problem;
  const advice = {
    policy:
      "As it was sent, the policies let the row through: did a trigger change it, or write another table?",
    raise: "A trigger or a function of the database raises this: look there for what it asks for",
    grant: "Something that it calls lacks a grant: a function, a trigger or a view in between",
    constraint: undefined,
    other: undefined,
  }[by];
  return {
    sentence: `${by === "raise" ? "A function of the database refuses it" : "PostgreSQL refuses it"}: ${wordsOf(problem)}`,
    next: hint ?? advice ?? CLASS_ADVICE[code.slice(0, 2)] ?? null,
    fix: null,
  };
}

function tellUnknown({ because }: VerdictOf<"unknown">): Told {
  switch (because.kind) {
    case "no-such-role":
      return {
        sentence: `The database has no role ${because.role}, which the token asks for`,
        next: "Make it in a migration, and let the API's login become it",
        fix: `${compile(sql`create role ${readableName(because.role)} nologin`).text};\n${compile(sql`grant ${readableName(because.role)} to authenticator`).text};`,
      };
    case "login":
      return {
        sentence: `This login can't act as ${because.role}, so nothing can be said: ${because.problem.message}`,
        next: "Use the login of the database's owner, or one that was granted the roles",
        fix: null,
      };
    case "unseen":
      return {
        sentence: `No row of ${because.relation} comes back, and whether there are any could not be seen`,
        next: "See what is unknown above, and ask by a login that passes over policies",
        fix: null,
      };
  }
}
