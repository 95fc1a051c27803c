// Which policies of private channels let somebody through to a topic: each is evaluated on the copy, as them.

import type { PolicyFacts } from "../../../catalog/parts/policies.ts";
import { compile, sql, trusted } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import { appliesTo, covers } from "../../analysis/database-analysis.ts";
import type { MessagePolicies } from "../../analysis/message-policies.ts";
import type { ProofCopy } from "../../ports.ts";
import { asActor } from "../as-actor.ts";
import type { Actor } from "../cast.ts";
import { claimsOf } from "../claims-of.ts";

export type ChannelVerb = "hear" | "speak";

export function policiesOf({ guards }: MessagePolicies, verb: ChannelVerb): readonly PolicyFacts[] {
  const command = verb === "hear" ? "select" : "insert";
  return guards.flatMap(({ policy }) =>
    policy.permissive && covers(policy, command) ? [policy] : [],
  );
}

export interface Passage {
  readonly actor: Actor;
  readonly topic: string;
  readonly verb: ChannelVerb;
}

/** Those that hold; one that fails does not. */
export async function passedBy(
  policies: readonly PolicyFacts[],
  passage: Passage,
  copy: ProofCopy,
): Promise<readonly PolicyFacts[]> {
  const { actor, verb } = passage;
  const claims = await claimsOf(actor, copy);
  const passed: PolicyFacts[] = [];
  for (const policy of policies.filter((one) => appliesTo(one, actor.role))) {
    const text = verb === "hear" ? policy.using : (policy.check ?? policy.using);
    const holds = await copy.withAdmin((client) =>
      asActor(client, { actor, claims }, () => anyHolds(client, text, passage)).catch(() => false),
    );
    if (text !== null && holds) passed.push(policy);
  }
  return passed;
}

async function anyHolds(
  client: SqlClient,
  text: string | null,
  { topic }: Passage,
): Promise<boolean> {
  await client.query("select set_config('realtime.topic', $1, true)", [topic]);
  const query = sql`select bool_or((${trusted(text ?? "false")}) is true) as holds
    from unnest(array['broadcast', 'presence']) as kind (name),
      jsonb_populate_record(null::realtime.messages, jsonb_build_object('topic', $1::text, 'extension', kind.name, 'private', true)) as messages`;
  const { rows } = await client.query<{ holds: boolean }>(compile(query).text, [topic]);
  return rows[0]?.holds === true;
}
