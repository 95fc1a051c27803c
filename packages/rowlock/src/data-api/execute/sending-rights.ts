// A large body costs memory before PostgreSQL has seen a byte of it, so whoever may send none at all is told so first.
// It only ever refuses: what passes here is judged by PostgreSQL like everything else.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import { nameKey } from "../../catalog/qualified-name.ts";
import type { BatchRunner, Requester } from "../../database/batch/batch.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import { compile, type Sql } from "../../sql/fragment.ts";
import {
  renderCallRights,
  renderRowRights,
  type SendingRefusal,
} from "../render/sending-rights.ts";
import type { Schema } from "../request/schema.ts";
import type { Action } from "../request/target.ts";

export interface SendingRightsInput {
  readonly action: Action;
  readonly schema: Schema;
  readonly catalog: ExposedCatalog;
  readonly role: string;
  readonly runner: BatchRunner;
  readonly requester: Requester;
  readonly prepare: boolean;
}

/** @throws PostgresError 42501 when the role may send nothing there, and what the runner throws */
export async function requireSendingRights(input: SendingRightsInput): Promise<void> {
  const question = questionFor(input);
  if (question === undefined) return;
  const { runner, role, prepare, requester } = input;
  const batch = { role, settings: [], readOnly: true, query: compile(question), prepare };
  const { rows } = await runner.run(batch, requester);
  const found = rows[0]?.[0];
  if (typeof found !== "string") return;
  throw new PostgresError({ code: "42501", ...(JSON.parse(found) as SendingRefusal) });
}

/** Undefined for what is not in the catalog: the request will say so in its own words. */
function questionFor({ action, schema, catalog }: SendingRightsInput): Sql | undefined {
  if (action.kind === "write" && action.write !== "delete") {
    const table = catalog.tables.get(nameKey({ schema: schema.name, name: action.relation }));
    return table && renderRowRights(table, action.write === "update" ? "UPDATE" : "INSERT");
  }
  if (action.kind !== "call") return undefined;
  const name = { schema: schema.name, name: action.routine };
  const overloads = catalog.routines.get(nameKey(name));
  const oids = overloads?.map(({ oid }) => oid);
  return oids && renderCallRights(name, oids);
}
