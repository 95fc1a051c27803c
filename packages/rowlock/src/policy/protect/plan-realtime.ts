// What Realtime needs to tell of a protected table's changes: the publication, and a replica identity that tells no more
// of a row as it was than its key. It comes last, once the policies are there.
import { CHANGES_PUBLICATION } from "../../catalog/parts/published.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { sql } from "../../sql/fragment.ts";
import { readableName } from "../../sql/readable-name.ts";
import { keyThatTells } from "../analysis/published-tables.ts";
import type { ProtectShape } from "./shape.ts";
import type { Step } from "./step.ts";

export interface RealtimeRequest {
  readonly table: GuardedRelation;
  readonly shape: ProtectShape;
  /** The publication is there. */
  readonly hasPublication: boolean;
}

/** None where the shape does not ask for it. @throws PROTECT_TABLE */
export function planRealtime({ table, shape, hasPublication }: RealtimeRequest): readonly Step[] {
  if (!shape.realtime) return [];
  refuseUntellable(table);
  const publication = readableName(CHANGES_PUBLICATION);
  const target = readableName(table.schema, table.name);
  return [
    ...identitySteps(table, shape),
    ...(hasPublication
      ? []
      : [
          {
            purpose: "The tables whose changes Realtime tells",
            sql: sql`create publication ${publication}`,
          },
        ]),
    ...(table.published !== null
      ? []
      : [
          {
            purpose: `Realtime tells of its changes, to each subscriber of the rows that their policies show them${aboutDeletes(table, shape)}`,
            sql: sql`alter publication ${publication} add table ${target}`,
          },
        ]),
  ];
}

function identitySteps(
  { schema, name, replicaIdentity }: GuardedRelation,
  { read }: ProtectShape,
): readonly Step[] {
  // Where everybody sees every row, what it held before is nobody's secret.
  const tellsAll = replicaIdentity === "full" && read === "owner";
  if (!tellsAll && replicaIdentity !== "nothing") return [];
  return [
    {
      purpose: tellsAll
        ? "Who comes to see a row is not told what it held before: of the old row the log has its key"
        : "Of an old row the log has its key: without, a published row can't be changed",
      sql: sql`alter table ${readableName(schema, name)} replica identity default`,
    },
  ];
}

function aboutDeletes(table: GuardedRelation, { read }: ProtectShape): string {
  const columns = read === "owner" ? keyThatTells(table) : [];
  return columns.length === 0
    ? ""
    : `. A delete tells ${columns.join(" and ")} to every subscriber`;
}

function refuseUntellable({ schema, name, kind, constraints }: GuardedRelation): void {
  if (kind === "partitioned table") {
    throw rowlockError("PROTECT_TABLE", {
      message: `${schema}.${name} is partitioned, and Realtime goes by the policies of each partition`,
      hint: "Leave --realtime out, and tell of its changes by realtime.broadcast_changes on a private channel",
    });
  }
  if (constraints.some((one) => one.kind === "primary")) return;
  throw rowlockError("PROTECT_TABLE", {
    message: `${schema}.${name} has no primary key, and of such a table Realtime tells no row`,
    hint: `Give it one: alter table ${schema}.${name} add column id uuid primary key default gen_random_uuid()`,
  });
}
