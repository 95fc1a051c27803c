// `rowlock prove`: isolation, executed. Rows are made in a copy, every actor tries every verb on every relation and
// function by real requests with real tokens, and what comes of it is judged against what was intended.
// Guarantee: only the copy is touched; what could not be tried is unknown; the controls say whether to believe the rest.
import type { BucketFacts } from "../../catalog/parts/buckets.ts";
import { loadSecurityModel } from "../../catalog/security-model.ts";
import type { PolicyConfig } from "../../config/policy-config.ts";
import {
  type AnalysedRelation,
  analyseDatabase,
  type DatabaseAnalysis,
} from "../analysis/database-analysis.ts";
import { loadSqlParser } from "../expression/parser.ts";
import type { Drift } from "../judged/drift.ts";
import type { ProofCopy } from "../ports.ts";
import { attack } from "./attack.ts";
import type { AttemptContext } from "./attempts/attempt.ts";
import { actorOf, createCast } from "./cast.ts";
import { claimsOf } from "./claims-of.ts";
import { CONTROL_TABLE, createControlTable, runControls } from "./controls.ts";
import { findForcedColumns } from "./forced-columns.ts";
import { idFormOf } from "./id-form.ts";
import { Observer } from "./observer.ts";
import type { Proof } from "./proof.ts";
import { proveRealtime } from "./realtime/prove-realtime.ts";
import { makeRows } from "./rows/make-rows.ts";
import { createSend, type Send } from "./send.ts";
import {
  NO_BUCKETS,
  type ProveBuckets,
  type ProvedBuckets,
  proveBuckets,
} from "./storage/prove-buckets.ts";
import { describeSubjects } from "./subject.ts";
import { tenantClaimsOf } from "./tenants.ts";
import { createTryRequest } from "./try-request.ts";
import { notProvedOf, verdictOf } from "./verdict.ts";

export interface ProveOptions {
  readonly copy: ProofCopy;
  readonly exposedSchemas: readonly string[];
  readonly config: PolicyConfig;
  /** The roles that a request may run as, anon among them. */
  readonly roles?: readonly string[];
  /** Third parties whose tokens the copy accepts. */
  readonly issuers?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The buckets of the database that is judged, where its copy came without rows. */
  readonly buckets?: readonly BucketFacts[];
  /** Where the database that is judged differs from what it is compared with. */
  readonly drift?: readonly Drift[];
  /** Only these relations, as `schema.name`; all when there are none. */
  readonly only?: readonly string[];
  /** Leaves the controls out: what comes of it is never trusted. */
  readonly withoutControls?: boolean;
  readonly onProgress?: (text: string) => void;
}

/** Where nothing else is said of which roles a token can carry. */
export const PROOF_ROLES: readonly string[] = ["anon", "authenticated"];

export async function runProof(options: ProveOptions): Promise<Proof> {
  const { copy, exposedSchemas, onProgress, roles = PROOF_ROLES } = options;
  onProgress?.("Making rows for two users and two organizations");
  const [schema = "public"] = exposedSchemas;
  await copy.withAdmin((client) => client.query(createControlTable(schema, roles)));
  const database = await analyse(options);
  const cast = createCast({
    ids: idFormOf(database),
    roles: roles.filter((role) => role !== "anon"),
    tenantClaims: tenantClaimsOf(database),
    issuers: options.issuers ?? [],
  });
  const world = await copy.withAdmin((client) => makeRows(client, database, cast));
  const callers = await Promise.all(
    cast.people.map((person) => claimsOf(actorOf(person, cast), copy)),
  );
  const subjects = await copy.withAdmin((client) =>
    describeSubjects(client, reachable(database), { database, made: world.rows, callers }),
  );
  await copy.reloadSchema();
  const forced = await findForcedColumns(copy, database, world);
  const context: AttemptContext = {
    database,
    made: world.rows,
    planner: world.planner,
    forced,
    subjects: subjects.filter((subject) => !isControl(subject.relation)),
  };
  let requests = 0;
  const send: Send = (actor, request) => {
    requests += 1;
    return sendOnce(actor, request);
  };
  const sendOnce = createSend(copy, options.now);
  const observer = await copy.withAdmin((client) => Observer.install(client, database, world.rows));
  const tryRequest = createTryRequest(send, { copy, observer, database });
  const results = await attack({ ...options, context, tryRequest, world });
  const control = options.withoutControls
    ? undefined
    : subjects.find((subject) => isControl(subject.relation));
  if (control !== undefined) onProgress?.("Breaking a table on purpose, to see that it is noticed");
  const controls =
    control === undefined
      ? []
      : await runControls({ subject: control, actors: cast.actors, copy, tryRequest, context });
  const heard = await proveRealtime({ ...options, context, only: options.only ?? [] });
  const stored = await tryStorage(options, { database, cast, send });
  const allControls = [...controls, ...heard.controls, ...stored.controls];
  const found = {
    ...results,
    cells: [...results.cells, ...heard.cells, ...stored.cells],
    leaks: [...results.leaks, ...heard.leaks, ...stored.leaks],
    unknown: [...results.unknown, ...heard.unknown, ...stored.unknown],
    objects: [...results.objects, ...heard.objects, ...stored.objects],
    drift: options.drift ?? [],
    controls: allControls,
    trusted: controls.length > 0 && allControls.every((one) => one.passed),
  };
  return { verdict: verdictOf(found), notProved: notProvedOf(found), ...found, requests };
}

/** Not where single relations are asked for, unless the files are among them. */
async function tryStorage(
  { copy, only = [], buckets = [], withoutControls, onProgress }: ProveOptions,
  found: Pick<ProveBuckets, "database" | "cast" | "send">,
): Promise<ProvedBuckets> {
  const isAsked = only.length === 0 || only.includes("storage.objects");
  if (copy.storage === undefined || !isAsked) return NO_BUCKETS;
  return proveBuckets({ ...found, copy, told: buckets, withoutControls, onProgress });
}

async function analyse({
  copy,
  exposedSchemas,
  config,
  roles = PROOF_ROLES,
}: ProveOptions): Promise<DatabaseAnalysis> {
  const model = await copy.withAdmin((client) => loadSecurityModel(client, { roles }));
  const parser = await loadSqlParser();
  return analyseDatabase({ model, parser, exposedSchemas, requestRoles: roles, config });
}

function isControl({ name }: AnalysedRelation): boolean {
  return name === CONTROL_TABLE;
}

/** What the Data API serves: of a partitioned table the whole, never its parts. */
function reachable({ relations }: DatabaseAnalysis): readonly AnalysedRelation[] {
  return relations.filter(
    ({ exposed, kind, isPartition }) => exposed && kind !== "foreign table" && !isPartition,
  );
}
