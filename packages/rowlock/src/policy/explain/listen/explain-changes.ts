// A subscription to a table's changes, thing by thing: the log, the publication, the key, the grants, the filter, and then
// whether the rows are shown, which is what a read of the same rows says.
import { CHANGES_PUBLICATION } from "../../../catalog/parts/published.ts";
import { loadReplicationFacts } from "../../../catalog/parts/replication.ts";
import { type GuardedRelation, readSecurityModel } from "../../../catalog/security-model.ts";
import { appliesTo, covers } from "../../analysis/database-analysis.ts";
import type { ExplainedDatabase } from "../../ports.ts";
import type { Explanation } from "../explanation.ts";
import { inLook } from "../look.ts";
import type { Stranger } from "../verdict/verdict.ts";
import type { ListenCheck, Listening, ListenVerdict } from "./listening.ts";

export interface ChangesQuestion {
  readonly listening: Extract<Listening, { kind: "changes" }>;
  readonly role: string;
  readonly stranger: Stranger | null;
  /** Explains a read of the same rows, by its path and query. */
  readonly read: (path: string) => Promise<Explanation>;
}

export interface ChangesFindings {
  readonly checks: readonly ListenCheck[];
  readonly reading: Explanation | null;
  readonly verdict: ListenVerdict;
}

export async function explainChanges(
  question: ChangesQuestion,
  database: ExplainedDatabase,
): Promise<ChangesFindings> {
  const { listening, role } = question;
  const { schema, table } = listening;
  const { walLevel, relation } = await database.withAdmin((client) =>
    inLook(client, async () => {
      const facts = await loadReplicationFacts(client, {
        publications: [CHANGES_PUBLICATION],
        slot: "",
      });
      const model = await readSecurityModel(client, { roles: [role] });
      const found = model.relations.find((one) => one.schema === schema && one.name === table);
      return { walLevel: facts.walLevel, relation: found };
    }),
  );
  if (relation === undefined) {
    const verdict = { fine: false, kind: "no-such-table", relation: `${schema}.${table}` } as const;
    return { checks: [], reading: null, verdict };
  }
  const checks = checksOf(relation, { ...question, walLevel });
  const denied = deniedBy(relation, { ...question, walLevel });
  if (denied !== undefined) return { checks, reading: null, verdict: denied };
  // No policy can be asked about a row that is gone.
  if (listening.event === "DELETE") {
    const verdict = { fine: true, kind: "hears-keys", columns: keyOf(relation) } as const;
    return { checks, reading: null, verdict };
  }
  if (!relation.rowSecurity) {
    return { checks, reading: null, verdict: { fine: true, kind: "hears", all: true } };
  }
  // What the Data API does not serve can't be read by it; the policies are there.
  if (!database.exposedSchemas.includes(schema)) {
    return { checks, reading: null, verdict: { fine: true, kind: "hears", all: false } };
  }
  const reading = await question.read(readPath(listening));
  const verdict: ListenVerdict = reading.verdict.fine
    ? { fine: true, kind: "hears", all: false }
    : { fine: false, kind: "not-shown", stranger: question.stranger };
  return { checks, reading, verdict };
}

interface Looked extends Pick<ChangesQuestion, "listening" | "role" | "stranger"> {
  readonly walLevel: string;
}

/** The first thing that stands in the way; undefined: rows decide. */
function deniedBy(relation: GuardedRelation, looked: Looked): ListenVerdict | undefined {
  const { listening, role, stranger, walLevel } = looked;
  const title = `${relation.schema}.${relation.name}`;
  if (walLevel !== "logical") return { fine: false, kind: "log-unreadable", walLevel };
  if (relation.published === null) return { fine: false, kind: "not-published", relation: title };
  const key = keyOf(relation);
  if (key.length === 0) return { fine: false, kind: "no-key", relation: title };
  const lacking = key.filter((column) => !mayRead(relation, role, column));
  if (lacking.length > 0) {
    return {
      fine: false,
      kind: "grant-missing",
      relation: title,
      role,
      columns: lacking,
      stranger,
    };
  }
  const filtered = filterColumns(listening.filter);
  if (filtered === undefined) {
    return { fine: false, kind: "filter-unreadable", filter: listening.filter ?? "" };
  }
  const column = filtered.find((one) => !mayRead(relation, role, one));
  if (column !== undefined) {
    const exists = relation.columns.some(({ name }) => name === column);
    return { fine: false, kind: "filter-refused", column, exists };
  }
  const isShown = relation.policies.some(
    (policy) => policy.permissive && appliesTo(policy, role) && covers(policy, "select"),
  );
  // Of a delete the key is told whatever the policies say.
  if (!relation.rowSecurity || isShown || listening.event === "DELETE") return undefined;
  return { fine: false, kind: "no-policy", relation: title, role, stranger };
}

function checksOf(relation: GuardedRelation, looked: Looked): readonly ListenCheck[] {
  const { listening, role, walLevel } = looked;
  const { published, rowSecurity } = relation;
  const key = keyOf(relation);
  const lacking = key.filter((column) => !mayRead(relation, role, column));
  const filtered = filterColumns(listening.filter) ?? [];
  return [
    { name: "log", holds: walLevel === "logical", text: `wal_level is ${walLevel}` },
    {
      name: "published",
      holds: published !== null,
      text: `${published === null ? "not " : ""}in the publication ${CHANGES_PUBLICATION}`,
    },
    {
      name: "key",
      holds: key.length > 0,
      text: key.length > 0 ? `primary key ${key.join(", ")}` : "no primary key",
    },
    {
      name: "grant",
      holds: key.length > 0 && lacking.length === 0,
      text:
        lacking.length === 0
          ? `${role} may read the key`
          : `${role} may not read ${lacking.join(", ")}`,
    },
    ...filtered.map(
      (column): ListenCheck => ({
        name: "filter",
        holds: mayRead(relation, role, column),
        text: `by ${column}, which ${role} may${mayRead(relation, role, column) ? "" : " not"} read`,
      }),
    ),
    {
      name: "rows",
      holds: null,
      text: rowSecurity
        ? "each row is asked for as this person, when its change is told"
        : "row level security is off: every row is told",
    },
    {
      name: "old row",
      holds: null,
      text:
        relation.replicaIdentity === "full"
          ? "replica identity full: an update tells what the row held before"
          : "an update tells of the old row its key alone (replica identity full tells all of it)",
    },
    ...(listening.event === "*" || listening.event === "DELETE"
      ? [
          {
            name: "delete",
            holds: null,
            text: `a delete tells ${key.join(", ")} to every subscriber`,
          } as const,
        ]
      : []),
  ];
}

function keyOf({ constraints }: GuardedRelation): readonly string[] {
  return constraints.find(({ kind }) => kind === "primary")?.columns ?? [];
}

function mayRead({ privileges, columns }: GuardedRelation, role: string, column: string): boolean {
  if (!columns.some(({ name }) => name === column)) return false;
  const held = privileges.find((one) => one.role === role);
  return (
    held?.table.includes("SELECT") === true ||
    (held?.columns.some((one) => one.column === column && one.privileges.includes("SELECT")) ??
      false)
  );
}

/** `column=op.value`, several joined by commas that stand in no quotes and no brackets. */
const CLAUSE = /^(?<column>[^=]+)=(?:not\.)?[a-z]+\.[\s\S]*$/;
const COMMA = /,(?=[^,=]+=(?:not\.)?[a-z]+\.)/;

function clausesOf(filter: string | null): readonly string[] {
  return filter === null || filter === "" ? [] : filter.split(COMMA);
}

/** Undefined: it can't be read. */
function filterColumns(filter: string | null): readonly string[] | undefined {
  const columns = clausesOf(filter).map((clause) => CLAUSE.exec(clause)?.groups?.column);
  return columns.every((column) => column !== undefined) ? columns : undefined;
}

function readPath({ table, filter }: ChangesQuestion["listening"]): string {
  const filters = clausesOf(filter).map((clause) => {
    const at = clause.indexOf("=");
    return `&${encodeURIComponent(clause.slice(0, at))}=${encodeURIComponent(clause.slice(at + 1))}`;
  });
  return `/rest/v1/${encodeURIComponent(table)}?select=*${filters.join("")}`;
}
