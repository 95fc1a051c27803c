// The part of a proof that is about Storage: its buckets tried, and then the controls, on a bucket of the prover's own,
// with the project's policies out of the way. It comes last, since that leaves the copy without them.
import type { BucketFacts } from "../../../catalog/parts/buckets.ts";
import { compile, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { objectPolicies } from "../../analysis/storage-policies.ts";
import { nameList } from "../../fix/fix.ts";
import type { ProofVerb } from "../attempts/attempt.ts";
import type { Control } from "../proof.ts";
import { bucketTitle, makeBuckets, type ProofBucket } from "./buckets.ts";
import type { SweepBuckets } from "./file-trial.ts";
import { type SweptBuckets, sweepBuckets } from "./sweep-buckets.ts";

export interface ProveBuckets extends SweepBuckets {
  readonly database: DatabaseAnalysis;
  /** Of the database that is judged, where its copy came without rows. */
  readonly told: readonly BucketFacts[];
  readonly withoutControls?: boolean | undefined;
}

export interface ProvedBuckets extends SweptBuckets {
  readonly objects: readonly string[];
  readonly controls: readonly Control[];
}

export const NO_BUCKETS: ProvedBuckets = {
  cells: [],
  leaks: [],
  unknown: [],
  objects: [],
  controls: [],
};

export async function proveBuckets(options: ProveBuckets): Promise<ProvedBuckets> {
  const { copy, database } = options;
  const policies = objectPolicies(database);
  const buckets = await copy.withAdmin(async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      "select to_regclass('storage.objects') is not null as there",
    );
    return rows[0]?.there === true ? makeBuckets(client, options) : [];
  });
  if (buckets.length === 0) {
    if (policies.length === 0) return NO_BUCKETS;
    const reason = "its policies name no bucket, and there is none whose files could be tried";
    return { ...NO_BUCKETS, unknown: [{ object: "storage.objects", reason }] };
  }
  const swept = await sweepBuckets(buckets, options);
  const controls = options.withoutControls === true ? [] : await runBucketControls(options);
  return { ...swept, objects: buckets.map(bucketTitle), controls };
}

const CONTROL_BUCKET = "rowlock-proof-control";
const OWN = "(storage.foldername(name))[1] = (select auth.jwt() ->> 'sub')";

const BREAKS: readonly {
  readonly name: string;
  readonly command: string;
  readonly caughtBy: readonly ProofVerb[];
}[] = [
  { name: "a SELECT policy for all files", command: "select", caughtBy: ["read", "count"] },
  { name: "an INSERT policy for all files", command: "insert", caughtBy: ["insert as another"] },
  {
    name: "a policy of every command for all files",
    command: "all",
    caughtBy: ["update another's", "upsert", "give away", "take over", "delete another's"],
  },
];

async function runBucketControls(options: ProveBuckets): Promise<readonly Control[]> {
  const { copy, cast, database } = options;
  const roles = [
    ...new Set(cast.actors.flatMap(({ role, person }) => (person === null ? [] : [role]))),
  ];
  const run = (text: string) => copy.withAdmin((client) => client.query(text));
  const target = compile(readableName("storage", "objects")).text;
  const names = compile(nameList(roles)).text;
  const existing = database.relations.find(
    ({ schema, name }) => schema === "storage" && name === "objects",
  );
  for (const { name } of existing?.policies ?? []) {
    await run(compile(sql`drop policy ${readableName(name)} on ${trusted(target)}`).text);
  }
  await copy.withAdmin((client) =>
    client.query(
      "insert into storage.buckets (id, name, public) values ($1, $1, false) on conflict do nothing",
      [CONTROL_BUCKET],
    ),
  );
  const inBucket = `bucket_id = '${CONTROL_BUCKET}'`;
  await run(
    `create policy own on ${target} to ${names} using (${inBucket} and ${OWN}) with check (${inBucket} and ${OWN})`,
  );
  const bucket: ProofBucket = {
    id: CONTROL_BUCKET,
    isPublic: false,
    contentType: "text/plain",
    policies: [],
    isOwned: true,
    folders: [1],
    goesByName: true,
  };
  const few = { ...cast, actors: onePersonOf(roles, cast), impostors: [] };
  const leaking = async () => {
    const { leaks, cells } = await sweepBuckets([bucket], {
      ...options,
      cast: few,
      onProgress: undefined,
    });
    const isReached = cells.some(({ verb, outcome }) => verb === "read" && outcome === "allowed");
    return { verbs: new Set(leaks.map(({ verb }) => verb)), isReached };
  };
  const sound = await leaking();
  const controls: Control[] = [
    { name: "a sound bucket is not accused", passed: sound.verbs.size === 0 && sound.isReached },
  ];
  for (const { name, command, caughtBy } of BREAKS) {
    const clauses = [
      ...(command === "insert" ? [] : [`using (${inBucket})`]),
      ...(command === "select" ? [] : [`with check (${inBucket})`]),
    ].join(" ");
    await run(`create policy broken on ${target} for ${command} to ${names} ${clauses}`);
    const { verbs } = await leaking();
    await run(`drop policy broken on ${target}`);
    const passed = caughtBy.every((verb) => verbs.has(verb));
    controls.push({ name: `in a bucket, ${name} is caught`, passed });
  }
  return controls;
}

/** A person for each role that a token may carry. */
function onePersonOf(roles: readonly string[], { actors }: ProveBuckets["cast"]) {
  return roles.flatMap((role) => {
    const actor = actors.find((one) => one.role === role && one.person !== null);
    return actor === undefined ? [] : [actor];
  });
}
