// Makes a leak out of what a request showed: sends it once more, names the row, the policies at fault and the fix.
import type { SqlClient } from "../../database/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { Verb } from "../analysis/database-analysis.ts";
import { qualifiedName } from "../analysis/database-analysis.ts";
import type { ProofCopy } from "../ports.ts";
import type { Attempt, AttemptContext, ProofVerb } from "./attempts/attempt.ts";
import type { Actor } from "./cast.ts";
import { curlOf } from "./curl.ts";
import { captureState, type Effect, effectsBetween, restoreState } from "./effects.ts";
import { findFault } from "./fault.ts";
import type { Judgement } from "./judgement.ts";
import type { Leak, WitnessRow } from "./proof.ts";
import type { MadeRow } from "./rows/made-rows.ts";
import { isObject, type Send } from "./send.ts";
import type { Subject } from "./subject.ts";

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
  readonly send: Send;
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
  call: "select",
};

export async function witnessOf(raw: RawLeak, options: WitnessOptions): Promise<Leak> {
  const { subject, actor, verb, attempt, judgement, alsoBy } = raw;
  const { copy, context } = options;
  const replayed = await replay(raw, options);
  const [first] = judgement.rows;
  const victim = replayed.victim ?? first;
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
    curl: curlOf(attempt.request, actor.person !== null),
    fault,
    fix,
    confirmed: replayed.confirmed,
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

interface Replayed {
  readonly confirmed: boolean;
  /** The row that the request really touched, where it wrote. */
  readonly victim: MadeRow | undefined;
}

/** Once more with a fresh look; a write is kept this time, looked at, and put back. */
async function replay(raw: RawLeak, options: WitnessOptions): Promise<Replayed> {
  const { attempt, actor } = raw;
  const { copy, send, context } = options;
  if (attempt.request.method === "GET") {
    const again = attempt.judge(await send(actor, attempt.request));
    return { confirmed: again.kind === "leak", victim: undefined };
  }
  const tables = context.database.relations.filter((one) => context.made.of(one).length > 0);
  return copy.withAdmin(async (client) => {
    const before = await captureState(client, tables);
    const prefer = attempt.request.prefer?.filter((one) => one !== "tx=rollback") ?? [];
    const again = attempt.judge(await send(actor, { ...attempt.request, prefer }));
    const effects = effectsBetween(before, await captureState(client, tables), tables);
    await restoreState(client, before, effects);
    return { confirmed: again.kind === "leak", victim: touched(effects, raw, context) };
  });
}

function touched(
  effects: readonly Effect[],
  { subject, actor, verb }: RawLeak,
  { made }: AttemptContext,
): MadeRow | undefined {
  const command = COMMANDS[verb];
  if (command === "insert" || verb === "give away") return undefined;
  const own = effects.find((effect) => effect.relation.oid === subject.relation.oid);
  const rows = own?.lost.flatMap((row) => made.match(subject.relation, row) ?? []) ?? [];
  return rows.find(
    ({ world, person, published }) =>
      !subject.allows(actor, command, { world: world.id, person, published }),
  );
}

/** What the actor's token says, as policies see it. */
async function claimsOf(actor: Actor, copy: ProofCopy): Promise<JsonObject> {
  if (actor.person === null) return { role: "anon" };
  const token = await copy.mintToken(actor.person, "valid");
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
  return JSON.parse(payload) as JsonObject;
}
