// What is worth knowing beside the answer: traces that an undone request leaves, what could not be seen, what is slow.
import type { SecurityModel } from "../../catalog/security-model.ts";
import type { PlannedRequest } from "../../database/batch/planned-request.ts";
import type { CostReport } from "./reports.ts";

export interface NoteContext {
  readonly model: SecurityModel;
  readonly cost: CostReport | null;
  /** Whether the request was run. */
  readonly ran: boolean;
}

export function notesOn(planned: PlannedRequest, context: NoteContext): readonly string[] {
  return [
    ...onDefiner(planned, context),
    ...onNewRows(planned, context),
    ...onSlowness(context.cost),
  ];
}

function onDefiner({ routine }: PlannedRequest, { model }: NoteContext): readonly string[] {
  const called = model.routines.find(({ oid }) => oid === String(routine));
  if (called?.securityDefiner !== true) return [];
  return [
    `The function runs with the rights of its owner, ${called.owner} (security definer): ${
      called.ownerBypassesRls
        ? "policies do not count for what it reads"
        : "policies that count are those for the owner"
    }`,
  ];
}

function onNewRows(
  { verb, target, needs }: PlannedRequest,
  { model, ran }: NoteContext,
): readonly string[] {
  const table = model.relations.find(
    ({ schema, name }) => schema === target?.schema && name === target.name,
  );
  if (table === undefined || !(verb === "insert" || verb === "upsert")) return [];
  const given = new Set(needs.find((one) => one.privilege === "INSERT")?.columns);
  const drawn = table.columns.filter(({ name, sequence }) => sequence !== null && !given.has(name));
  const names = drawn.map(({ name }) => name).join(", ");
  return [
    ...(ran && drawn.length > 0
      ? [`Numbers were drawn for ${names}: an undone insert does not give them back`]
      : []),
    ...(table.triggers.some(({ routine }) => !isOfStorage(routine, model))
      ? ["Triggers may change a new row before the policies look at it; here they did not"]
      : []),
  ];
}

/** Storage's own triggers, which look at nothing that a policy asks for. */
function isOfStorage(routine: string, { routines }: SecurityModel): boolean {
  return routines.find(({ oid }) => oid === routine)?.schema === "storage";
}

/** Milliseconds, and rows looked at in vain, from which on a request is worth another look. */
const SLOW = { milliseconds: 50, rows: 10_000 } as const;

function onSlowness(cost: CostReport | null): readonly string[] {
  const wasteful = cost?.scans.find(({ removed }) => removed >= SLOW.rows);
  if (cost === null || wasteful === undefined || cost.executionMs < SLOW.milliseconds) return [];
  return [
    `${wasteful.what} looked at ${wasteful.removed} rows in vain: an index on the owner column helps, and (select f()) for a function that a policy calls; rowlock audit writes both`,
  ];
}
