// What a trigger refuses shows nothing of the policies, which may well have let it through. So such a request is sent
// once more, on the copy, with the table's own triggers paused: if the policies refuse it too, it is denied; if only a
// trigger stood in the way, that is unknown, and never called safe.
import { isTable } from "../../catalog/parts/relations.ts";
import { compile, identifier, sql } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { AnalysedRelation } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import { privilegeRefuser } from "../privilege-refuser.ts";
import type { ProofVerb } from "./attempts/attempt.ts";
import { ATTACKS } from "./cells.ts";
import type { Judgement } from "./judgement.ts";
import { OBSERVER_TRIGGER } from "./observer.ts";
import type { Answer } from "./send.ts";

interface Judged {
  readonly verb: ProofVerb;
  readonly answer: Answer;
  readonly judgement: Judgement;
}

/** The refusal's words, where one of the table's triggers may have spoken them. */
export function triggerRefusal(
  { kind, triggers }: AnalysedRelation,
  { verb, judgement, answer }: Judged,
): string | undefined {
  const { code, message } = answer;
  if (!isTable({ kind }) || triggers.length === 0 || verb === "embed") return undefined;
  const isRaised = privilegeRefuser(answer) === "code";
  return judgement.kind === "failed" || isRaised ? `${code}: ${message}` : undefined;
}

/** `again` is what the same request showed without the triggers. */
export function judgeWithoutTriggers(
  again: Judgement,
  { verb, refusal }: { readonly verb: ProofVerb; readonly refusal: string },
): Judgement {
  if (again.kind === "allowed" && !ATTACKS.has(verb)) return { kind: "denied", by: "trigger" };
  if (again.kind !== "leak") return again;
  return {
    kind: "unknown",
    reason: `the policies let it through, and only a trigger refuses it (${refusal})`,
  };
}

/** Pauses the triggers that are on, but for the prover's own. */
export async function withoutTriggers<T>(
  relation: AnalysedRelation,
  copy: ProofCopy,
  work: () => Promise<T>,
): Promise<T> {
  const names = await copy.withAdmin((client) => activeTriggers(client, relation));
  const turn = (enabled: boolean) =>
    copy.withAdmin(async (client) => {
      for (const name of names) {
        const action = enabled ? sql`enable` : sql`disable`;
        await client.query(
          compile(
            sql`alter table ${identifier(relation.schema, relation.name)} ${action} trigger ${identifier(name)}`,
          ).text,
        );
      }
    });
  await turn(false);
  try {
    return await work();
  } finally {
    await turn(true);
  }
}

async function activeTriggers(
  client: SqlClient,
  { oid }: AnalysedRelation,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select tgname as name from pg_trigger
     where tgrelid = $1::oid and not tgisinternal and tgenabled in ('O', 'A') and tgname <> $2`,
    [oid, OBSERVER_TRIGGER],
  );
  return rows.map(({ name }) => name);
}
