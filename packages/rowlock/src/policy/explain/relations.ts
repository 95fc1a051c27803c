// The relations that a request reads or writes, each with the policies that act on it and what they say of the rows in
// question. Reads only, in the caller's transaction, as a login that passes over policies.
import { isTable } from "../../catalog/parts/relations.ts";
import type { RoleFacts } from "../../catalog/parts/roles.ts";
import type { GuardedRelation, SecurityModel } from "../../catalog/security-model.ts";
import type { BoundStatement, PlannedRequest } from "../../database/batch/planned-request.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { findRelation } from "./grants.ts";
import { judgePhase, type PhaseJudgement } from "./judge-phase.ts";
import { actingPolicies, type Phase, passedOver, phasesOf } from "./phases.ts";
import { relationTitle } from "./relation-title.ts";
import type { PhaseReport, RelationReport } from "./reports.ts";
import { asRole, type RequestRole, undone, withClaims } from "./rows/as-role.ts";
import type { ExpressionReader } from "./rows/claims-read.ts";
import { completeRows } from "./rows/complete-rows.ts";
import { everyRow, type ReadRows, readChangedRows, readRows } from "./rows/read-rows.ts";

export interface RelationQuestion {
  readonly model: SecurityModel;
  readonly planned: PlannedRequest;
  readonly role: RoleFacts;
  readonly reader: ExpressionReader;
  /** Is told what could not be found out. */
  readonly onUnknown: (reason: string) => void;
}

export async function examineRelations(
  client: SqlClient,
  question: RelationQuestion,
): Promise<readonly RelationReport[]> {
  const reports: RelationReport[] = [];
  for (const { relation, part } of concerned(question)) {
    const about = { relation, part, question };
    reports.push(
      await undone(client, () => examineOne(client, about)).catch((error: unknown) => {
        if (!(error instanceof PostgresError)) throw error;
        question.onUnknown(
          `The rows of ${relationTitle(relation)} can't be looked at: ${reasonOf(error)}`,
        );
        return { ...describe(about), phases: [] };
      }),
    );
  }
  return reports;
}

function reasonOf({ code, routine, message }: PostgresError): string {
  const hides = code === "42501" && routine === "check_enable_rls";
  return hides ? "this login does not pass over policies (BYPASSRLS does)" : message;
}

interface Concerned {
  readonly relation: GuardedRelation;
  readonly part: RelationReport["part"];
}

function concerned({ model, planned }: RelationQuestion): readonly Concerned[] {
  const named = [planned.target, ...planned.needs.map((needed) => needed.relation)];
  const found = named.flatMap((one) => (one && findRelation(model, one)) ?? []);
  const target = planned.target && findRelation(model, planned.target);
  return [...new Set(found)].flatMap((relation) => [
    { relation, part: relation === target ? "target" : "embedded" } as const,
    ...sourcesOf(relation, model).map((source) => ({
      relation: source,
      part: "behind the view" as const,
    })),
  ]);
}

/** The tables that a view reads as whoever asks; not those that it reads as its owner. */
function sourcesOf(view: GuardedRelation, model: SecurityModel): readonly GuardedRelation[] {
  if (view.kind !== "view" || !view.securityInvoker) return [];
  return view.sources.flatMap((oid) => {
    const source = model.relations.find((one) => one.oid === oid);
    return source === undefined ? [] : [source, ...sourcesOf(source, model)];
  });
}

interface About extends Concerned {
  readonly question: RelationQuestion;
}

function describe({ relation, part, question }: About): Omit<RelationReport, "phases"> {
  return {
    relation: relationTitle(relation),
    part,
    kind: relation.kind,
    rowSecurity: relation.rowSecurityForced ? "forced" : relation.rowSecurity ? "on" : "off",
    passedOver: question.planned.storage?.open
      ? { kind: question.planned.storage.open }
      : passedOver(relation, question.role),
  };
}

async function examineOne(client: SqlClient, about: About): Promise<RelationReport> {
  const { relation, part, question } = about;
  const { planned, role } = question;
  const report = describe(about);
  const counts = report.passedOver === null;
  if (part !== "target") {
    if (!counts || !isTable(relation)) return { ...report, phases: [] };
    const rows = await readRows(client, everyRow(relation));
    const phase: Phase = { verb: "select", rows: "existing" };
    const { report: judged } = await judge(client, about, { phase, ...rows });
    return { ...report, phases: [judged] };
  }
  const selects = planned.needs.some(
    (needed) => needed.privilege === "SELECT" && isOf(needed.relation, relation),
  );
  const phases = phasesOf(planned, selects);
  const requestRole = { role: role.name, settings: planned.settings };
  if (!counts) return { ...report, phases: await uncounted(client, planned, requestRole) };
  const existing = await rowsOf(client, planned.existing, requestRole);
  const source = await rowsOf(client, planned.source, requestRole);
  const { changed, added } = planned;
  const pairs = changed
    ? await withClaims(client, requestRole, async () => {
        const read = await readChangedRows(client, changed);
        const after = read.map((pair) => pair.after);
        const whole = await completeRows(client, relation, after);
        return read.map(({ before }, index) => ({ before, after: whole[index] ?? "" }));
      })
    : [];
  // Defaults are evaluated as the role, since they may name the caller.
  const fresh = added
    ? await asRole(client, requestRole, async () => {
        const { total, rows } = await readRows(client, added);
        return { total, rows: await completeRows(client, relation, rows) };
      }).catch((error: unknown) => {
        if (!(error instanceof PostgresError)) throw error;
        question.onUnknown(`The new rows can't be made: ${error.message}`);
        return NO_ROWS;
      })
    : NO_ROWS;
  const reports: PhaseReport[] = [];
  // What is not let through for a change is not changed.
  let reached = new Set(existing.rows);
  for (const phase of phases) {
    const after = pairs.filter(({ before }) => reached.has(before)).map((pair) => pair.after);
    const changes = { total: after.length, rows: after };
    const rows = { existing, changed: changes, added: fresh, source }[phase.rows];
    const { report: judged, passing } = await judge(client, about, { phase, ...rows });
    reports.push(judged);
    if (phase.rows === "existing") {
      reached = new Set(passing.filter((row) => reached.has(row)));
    }
  }
  return { ...report, phases: reports };
}

const NO_ROWS: ReadRows = { total: 0, rows: [] };

function isOf(
  { schema, name }: { readonly schema: string; readonly name: string },
  relation: GuardedRelation,
): boolean {
  return relation.schema === schema && relation.name === name;
}

async function rowsOf(
  client: SqlClient,
  query: BoundStatement | undefined,
  role: RequestRole,
): Promise<ReadRows> {
  return query === undefined ? NO_ROWS : withClaims(client, role, () => readRows(client, query));
}

/** Where policies do not count, how many rows there are is still worth knowing. */
async function uncounted(
  client: SqlClient,
  { existing }: PlannedRequest,
  role: RequestRole,
): Promise<readonly PhaseReport[]> {
  if (existing === undefined) return [];
  const { total, rows } = await rowsOf(client, existing, role);
  const all = { tried: rows.length, passed: rows.length, policies: [], refused: [] };
  return [{ verb: "select", rows: "existing", total, ...all }];
}

async function judge(
  client: SqlClient,
  { relation, question }: About,
  { phase, rows, total }: ReadRows & { readonly phase: Phase },
): Promise<PhaseJudgement> {
  const { role, planned, model, reader } = question;
  return judgePhase(client, {
    phase,
    relation,
    model,
    reader,
    policies: actingPolicies(relation, phase.verb, role),
    role: { role: role.name, settings: planned.settings },
    rows,
    total,
  });
}
