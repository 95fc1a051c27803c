// Makes a leak out of what a request showed: sends it once more, names the row, the policies at fault and the fix.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Verb } from "../analysis/database-analysis.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import type { Attempt, AttemptContext, ProofVerb } from "./attempts/attempt.ts";
import type { Actor } from "./cast.ts";
import { claimsOf } from "./claims-of.ts";
import { curlOf } from "./curl.ts";
import { findFault } from "./fault.ts";
import { isObject } from "./json-object.ts";
import type { Judgement } from "./judgement.ts";
import type { Leak, WitnessRow } from "./proof.ts";
import type { MadeRow } from "./rows/made-rows.ts";
import type { Subject } from "./subject.ts";
import type { TryRequest } from "./try-request.ts";

export interface RawLeak {
  readonly subject: Subject;
  readonly actor: Actor;
  readonly verb: ProofVerb;
  readonly attempt: Attempt;
  readonly judgement: Extract<Judgement, { kind: "leak" }>;
  readonly alsoBy: readonly string[];
}

export interface WitnessOptions {
  readonly copy: ProofCopy;
  readonly tryRequest: TryRequest;
  readonly context: AttemptContext;
}

const COMMANDS: Readonly<Record<ProofVerb, Verb>> = {
  read: "select",
  filter: "select",
  count: "select",
  embed: "select",
  insert: "insert",
  "insert as another": "insert",
  update: "update",
  "update another's": "update",
  "give away": "update",
  "take over": "update",
  delete: "delete",
  "delete another's": "delete",
  upsert: "update",
  "raise oneself": "update",
  call: "select",
  hear: "select",
  speak: "insert",
};

export async function witnessOf(raw: RawLeak, options: WitnessOptions): Promise<Leak> {
  const { subject, actor, verb, attempt, judgement, alsoBy } = raw;
  const { copy, context, tryRequest } = options;
  const { answer, reached } = await tryRequest(actor, attempt.request);
  const again = attempt.judge(answer, reached);
  const [victim] = again.kind === "leak" ? again.rows : judgement.rows;
  const claims = await claimsOf(actor, copy);
  const { fault, fix } = await copy.withAdmin((client: SqlClient) =>
    findFault(
      client,
      {
        relation: subject.relation,
        actor,
        claims,
        verb: COMMANDS[verb],
        row: rowInQuestion(raw, victim),
      },
      context.database,
    ),
  );
  return {
    object: qualifiedName(subject.relation),
    actor: actor.name,
    verb,
    what: judgement.what,
    witness: victim === undefined ? null : witnessRow(victim),
    request: attempt.request,
    curl: curlOf(attempt.request, actor),
    fault,
    fix,
    confirmed: again.kind === "leak",
    alsoBy,
  };
}

export function witnessRow({ relation, key, world, person }: MadeRow): WitnessRow {
  return { table: qualifiedName(relation), key, owner: person?.name ?? world.id };
}

/** The row as it would be after the request, for a check; as it is, for everything else. */
function rowInQuestion({ attempt, verb }: RawLeak, victim: MadeRow | undefined): JsonObject {
  const { body } = attempt.request;
  const sent = body !== undefined && isObject(body) ? body : {};
  const inserting = verb === "insert" || verb === "insert as another";
  if (inserting) return sent;
  return verb === "give away" ? { ...victim?.stored, ...sent } : (victim?.stored ?? {});
}
