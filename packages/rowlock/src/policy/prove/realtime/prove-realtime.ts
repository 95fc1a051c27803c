// The part of a proof that is about Realtime: who hears of changes of published tables, who hears and speaks on private
// channels, and then the controls. It costs nothing where no table is published and no policy speaks of channels.
import { isTable } from "../../../catalog/parts/relations.ts";
import { qualifiedName } from "../../analysis/database-analysis.ts";
import { messagePolicies } from "../../analysis/message-policies.ts";
import type { ProofCopy } from "../../ports.ts";
import type { AttemptContext } from "../attempts/attempt.ts";
import type { Cell, Control, Leak, Unknown } from "../proof.ts";
import { createCallers } from "./callers.ts";
import { runRealtimeControls } from "./controls.ts";
import { sweepChanges } from "./sweep-changes.ts";
import { sweepTopics } from "./sweep-topics.ts";

export interface ProveRealtime {
  readonly copy: ProofCopy;
  readonly context: AttemptContext;
  /** Only these relations, as `schema.name`; all when there are none. */
  readonly only: readonly string[];
  readonly withoutControls?: boolean | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
}

export interface ProvedRealtime {
  readonly cells: readonly Cell[];
  readonly leaks: readonly Leak[];
  readonly unknown: readonly Unknown[];
  /** Beside the tables, which are among the proof's objects already. */
  readonly objects: readonly string[];
  readonly controls: readonly Control[];
}

const NOTHING: ProvedRealtime = { cells: [], leaks: [], unknown: [], objects: [], controls: [] };
const MESSAGES = "realtime.messages";
const SWITCHED_OFF =
  "Realtime is switched off in supabase/config.toml, so nobody's hearing is tried";

export async function proveRealtime(options: ProveRealtime): Promise<ProvedRealtime> {
  const { copy, context, only } = options;
  const { database } = context;
  const isAsked = (name: string) => only.length === 0 || only.includes(name);
  const tables = database.relations.filter(
    (relation) =>
      relation.published !== null && isTable(relation) && isAsked(qualifiedName(relation)),
  );
  const policies = isAsked(MESSAGES) ? messagePolicies(database) : undefined;
  const hasChannels = policies !== undefined && policies.guards.length > 0;
  if (tables.length === 0 && !hasChannels) return NOTHING;
  if (copy.realtime === undefined) {
    const names = tables.map(qualifiedName);
    return { ...NOTHING, unknown: names.map((object) => ({ object, reason: SWITCHED_OFF })) };
  }
  const callers = createCallers(copy);
  const swept = { ...options, realtime: copy.realtime, callers };
  options.onProgress?.("Listening to changes and private channels");
  const changes = await sweepChanges(tables, swept);
  const topics = hasChannels ? await sweepTopics(policies, swept) : NOTHING;
  const controls =
    options.withoutControls === true
      ? []
      : await runRealtimeControls(swept, { tables: tables.length > 0, topics: hasChannels });
  const served = new Set(context.subjects.map(({ relation }) => relation.oid));
  return {
    cells: [...changes.cells, ...topics.cells],
    leaks: [...changes.leaks, ...topics.leaks],
    unknown: [...changes.unknown, ...topics.unknown],
    objects: [
      ...tables.filter(({ oid }) => !served.has(oid)).map(qualifiedName),
      ...(hasChannels ? [MESSAGES] : []),
    ],
    controls,
  };
}
