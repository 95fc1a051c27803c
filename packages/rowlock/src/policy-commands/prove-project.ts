// `rowlock prove` as one function: the database that is judged, a copy of it to attack, the proof on that copy, and where
// the judged is not what its migrations make. Always on this machine, never on a database that anybody uses.
import { type BucketFacts, loadBuckets } from "../catalog/parts/buckets.ts";
import { loadPublished } from "../catalog/parts/published.ts";
import { clearBackgroundWork } from "../database/baseline/clear-background-work.ts";
import { withClient } from "../database/pool/with-client.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { AGAINST_COPY, type Drift, findDrift } from "../policy/judged/drift.ts";
import type { Judged } from "../policy/judged/judged.ts";
import { withOldGrants, withoutOldGrants } from "../policy/prove/old-grants.ts";
import type { Proof } from "../policy/prove/proof.ts";
import { runProof } from "../policy/prove/run-proof.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { thirdPartyIssuers } from "../project/project-state.ts";
import {
  driftOf,
  type JudgedDatabase,
  type JudgedOptions,
  loadModel,
  withJudgedDatabase,
} from "./judged-database.ts";
import { withNamedCopy } from "./named-copy.ts";
import { JUDGED_BOTH_WAYS, mayBeForOldGrants } from "./old-grants.ts";
import { rolesOfProof } from "./policy-settings.ts";
import { openProjectProofCopy, type ProjectProofCopyOptions } from "./project-proof-copy.ts";
import type { OpenProofCopy } from "./proof-copy.ts";
import { openCopy } from "./scratch/open-copy.ts";
import { type ScratchDatabase, withScratchDatabase } from "./scratch/with-scratch-database.ts";

export interface ProveProjectOptions
  extends JudgedOptions,
    Pick<ProjectProofCopyOptions, "template"> {
  /** Another database than the project's, by its URL. */
  readonly databaseUrl?: string | undefined;
  /** Only these relations, as `schema.name`; all when there are none. */
  readonly only?: readonly string[] | undefined;
  readonly onProgress: (text: string) => void;
}

export interface ProjectProof {
  readonly judged: Judged;
  readonly proof: Proof;
}

/** @throws USAGE, COPY_FAILED, PROVE_NOTHING_TO_COPY, DATABASE_UNREACHABLE, and what replaying the migrations throws */
export async function proveProject(options: ProveProjectOptions): Promise<ProjectProof> {
  const { databaseUrl, opened } = options;
  if (databaseUrl === undefined) {
    const { isOld, judged, proof } = await withJudgedDatabase(options, async (database) => ({
      // Before anything is made in it.
      isOld: await mayBeForOldGrants(database.url, opened),
      ...(await proveJudged(database, options)),
    }));
    return { judged, proof: isOld ? await proveOldGrants(proof, options) : proof };
  }
  return withNamedCopy(databaseUrl, options, async ({ judged, scratch, model }) => {
    const there = await loadModel(scratch.urls.owner, opened);
    const proof = await proveOn(scratch, options, {
      buckets: await withClient(databaseUrl, loadBuckets),
      driftFor: ({ exposedSchemas }) =>
        findDrift({ here: model, there, words: AGAINST_COPY, schemas: exposedSchemas }),
    });
    return { judged, proof };
  });
}

async function proveJudged(
  database: JudgedDatabase,
  options: ProveProjectOptions,
): Promise<ProjectProof> {
  const { judged } = database;
  const drift = await driftOf(database, options);
  if (database.kind === "migrations") {
    await withClient(database.scratch.superuserUrl, clearBackgroundWork);
    return { judged, proof: await proveOn(database.scratch, options, { driftFor: () => drift }) };
  }
  const { buckets, isLogged } = await withClient(database.url, async (client) => ({
    buckets: await loadBuckets(client),
    isLogged: (await loadPublished(client)).size > 0,
  }));
  const place = await openCopy(database.source, { ...options, isLogged });
  try {
    return { judged, proof: await proveOn(place, options, { buckets, driftFor: () => drift }) };
  } finally {
    await place.close();
  }
}

/** The same on a replay with the grants that the migrations may have been written for. */
async function proveOldGrants(proof: Proof, options: ProveProjectOptions): Promise<Proof> {
  options.onNotice(JUDGED_BOTH_WAYS);
  try {
    return await withScratchDatabase({ ...options, autoExposeNewTables: true }, async (scratch) => {
      await withClient(scratch.superuserUrl, clearBackgroundWork);
      return withOldGrants(proof, await proveOn(scratch, options, { driftFor: () => [] }));
    });
  } catch (error) {
    if (!(error instanceof RowlockError)) throw error;
    const reason = `the migrations can't be replayed, so nothing was tried with the old grants: ${error.message}`;
    return withoutOldGrants(proof, reason);
  }
}

interface Judgement {
  readonly driftFor: (copy: OpenProofCopy) => readonly Drift[];
  /** Of the database that is judged, where its copy came without rows. */
  readonly buckets?: readonly BucketFacts[];
}

async function proveOn(
  place: ScratchDatabase,
  options: ProveProjectOptions,
  { driftFor, buckets = [] }: Judgement,
): Promise<Proof> {
  const { opened, only = [], onProgress } = options;
  const copy = await openProjectProofCopy({ ...options, place });
  try {
    return await runProof({
      copy,
      exposedSchemas: copy.exposedSchemas,
      config: opened.project.rowlock.policy,
      roles: rolesOfProof(opened.project, options.template),
      issuers: thirdPartyIssuers(opened.project),
      now: Date.now,
      only,
      buckets: [...buckets, ...declaredBuckets(opened.project)],
      drift: driftFor(copy),
      onProgress,
    });
  } finally {
    await copy.close();
  }
}

/** Those of supabase/config.toml. */
function declaredBuckets({ supabase }: OpenedProject["project"]): readonly BucketFacts[] {
  return Object.entries(supabase.storage.buckets).map(([id, bucket]) => ({
    id,
    public: bucket.public,
    allowed_mime_types: bucket.allowed_mime_types.length === 0 ? null : bucket.allowed_mime_types,
  }));
}
