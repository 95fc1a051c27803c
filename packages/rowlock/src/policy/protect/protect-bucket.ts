// `rowlock protect --bucket`: the policies of one bucket of Supabase Storage, whose first folder is its owner's id.
// Guarantee: policies of other buckets are left as they are; one that serves several, and lets more through, is refused.
import { loadSecurityModel } from "../../catalog/security-model.ts";
import { rowlockError } from "../../errors/registry.ts";
import { literal, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { analyseDatabase, type DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { folderTestsIn, objectPolicies, type StoragePolicy } from "../analysis/storage-policies.ts";
import type { Condition } from "../expression/condition.ts";
import type { PolicyGuards } from "../expression/guard.ts";
import { loadSqlParser, type SqlParser } from "../expression/parser.ts";
import { callerOnce, organizationRoleTest, ownerCaller } from "./caller-sql.ts";
import { planFunctions } from "./functions.ts";
import { planPolicies, type WantedPolicy } from "./policies.ts";
import { type Protection, REQUEST_ROLES, refuseMissingRoles } from "./protect-tables.ts";
import { sameExpression } from "./same-expression.ts";
import type { ProtectShape } from "./shape.ts";
import { renderComment, renderSteps, type Step, textOf } from "./step.ts";

/** What Storage takes as a bucket's name. */
const BUCKET_NAME = /^[\w!.*'()&$@=;:+,?-](?:[\w !.*'()&$@=;:+,?-]{0,98}[\w!.*'()&$@=;:+,?-])?$/;

/**
 * Plans the protection of a bucket on a connection that is in no transaction. The bucket is made where it is not there,
 * and public just where the shape's `read` is.
 * @throws USAGE, PROTECT_ROLES, PROTECT_TABLE (there is no Storage), PROTECT_FUNCTION, PROTECT_POLICIES
 */
export async function protectBucket(
  client: SqlClient,
  bucket: string,
  shape: ProtectShape,
): Promise<Protection> {
  refuseForBucket(bucket, shape);
  const parser = await loadSqlParser();
  const model = await loadSecurityModel(client, { roles: REQUEST_ROLES });
  refuseMissingRoles(model);
  const database = analyseDatabase({
    model,
    parser,
    exposedSchemas: [],
    requestRoles: REQUEST_ROLES,
    config: { tables: {}, functions: {} },
  });
  const steps = [
    ...planFunctions({ model, shape, parser, membership: undefined }),
    ...(await bucketSteps(client, bucket, shape)),
    ...policySteps({ database, bucket, shape, parser }),
  ];
  const title = `Bucket ${bucket}`;
  const whose = shape.owner.kind === "user" ? "user" : "organization";
  const heading = renderComment(
    `The first folder of each file in the bucket ${bucket} is its ${whose}'s id. Written by rowlock protect`,
  );
  return {
    title,
    tables: ["storage.objects"],
    steps,
    migration: steps.length === 0 ? "" : `${heading}\n${renderSteps(steps)}`,
    name: `protect_bucket_${bucket.replace(/\W+/g, "_")}`.slice(0, 80),
  };
}

function refuseForBucket(
  bucket: string,
  { owner, column, existing, realtime }: ProtectShape,
): void {
  if (!BUCKET_NAME.test(bucket)) {
    throw rowlockError("USAGE", {
      message: "This can't be a bucket's name",
      hint: "It takes 1 to 100 letters, digits, spaces and !-_.*'()&$@=;:+,?",
    });
  }
  if (realtime) {
    throw rowlockError("USAGE", {
      message: "--realtime goes with tables",
      hint: "Realtime tells of rows that change, and of no file: leave it out",
    });
  }
  const isTold = owner.kind === "members" || owner.kind === "through";
  if (!isTold && column === undefined && existing === undefined) return;
  throw rowlockError("USAGE", {
    message: "A file of a bucket belongs to whom its first folder names",
    hint: "Leave out --member-of, --owner-through, --column and --existing; --owner says whether that is a user or an organization",
  });
}

async function bucketSteps(
  client: SqlClient,
  bucket: string,
  { read }: ProtectShape,
): Promise<readonly Step[]> {
  const wanted = read === "public";
  const { rows } = await client.query<{ public: boolean }>(
    "select coalesce(public, false) as public from storage.buckets where id = $1",
    [bucket],
  );
  const [there] = rows;
  if (there?.public === wanted) return [];
  const isPublic = trusted(String(wanted));
  if (there !== undefined) {
    return [
      {
        purpose: wanted
          ? "Its files are served to whoever has their address"
          : "No file is served by its address alone any more",
        sql: sql`update storage.buckets set public = ${isPublic} where id = ${literal(bucket)}`,
      },
    ];
  }
  return [
    {
      purpose: wanted
        ? "Its files are served to whoever has their address"
        : "No file is served by its address alone",
      sql: sql`insert into storage.buckets (id, name, public)
  values (${literal(bucket)}, ${literal(bucket)}, ${isPublic})
  on conflict (id) do update set public = excluded.public`,
    },
  ];
}

interface BucketRequest {
  readonly database: DatabaseAnalysis;
  readonly bucket: string;
  readonly shape: ProtectShape;
  readonly parser: SqlParser;
}

function policySteps({ database, bucket, shape, parser }: BucketRequest): readonly Step[] {
  const table = database.relations.find(
    ({ schema, name }) => schema === "storage" && name === "objects",
  );
  if (table === undefined) {
    throw rowlockError("PROTECT_TABLE", {
      message: "This database has no table storage.objects",
      hint: "Buckets are Supabase Storage's: name the database of a Supabase project",
    });
  }
  const concerned = objectPolicies(database).filter(
    ({ buckets }) => buckets?.includes(bucket) ?? true,
  );
  refuseSharedPolicies(concerned, { database, bucket });
  const own = concerned.filter(({ buckets }) => buckets !== undefined && buckets.length === 1);
  return planPolicies({
    table: { ...table, policies: own.map(({ policy }) => policy) },
    guards: own.map((one) => guardsOf(one, database)),
    wanted: wantedPolicies(bucket, shape),
    isTie,
    replace: shape.replace,
    sameExpression: (left: string, right: Sql) => sameExpression(left, textOf(right), parser),
  });
}

/** A policy that looks at another folder than the first is none that ties a file to its owner. */
function guardsOf(one: StoragePolicy, database: DatabaseAnalysis): PolicyGuards {
  const guards = one.relation.guards.find(({ policy }) => policy === one.policy);
  const tests = folderTestsIn(one, database.context);
  const isFirst = tests.every(({ index, foreignTable }) => index === 1 && !foreignTable);
  if (guards !== undefined && isFirst) return guards;
  const text = one.policy.using ?? one.policy.check ?? "";
  const unread = { understood: false, text, reason: "it looks at another folder" } as const;
  return { policy: one.policy, using: unread, check: unread };
}

/** Also where --replace is given: other buckets may need what such a policy lets through. */
function refuseSharedPolicies(
  policies: readonly StoragePolicy[],
  { database, bucket }: Pick<BucketRequest, "database" | "bucket">,
): void {
  const shared = policies.filter((one) => {
    if (!one.policy.permissive || one.buckets?.length === 1) return false;
    const { using, check } = guardsOf(one, database);
    return [using, check].some(
      (guard) =>
        guard !== null && !(guard.understood && guard.alternatives.every((way) => way.some(isTie))),
    );
  });
  if (shared.length === 0) return;
  const names = shared.map(({ policy }) => `"${policy.name}"`).join(", ");
  throw rowlockError("PROTECT_POLICIES", {
    message: `storage.objects has policies for several buckets that let more of ${bucket} through: ${names}`,
    hint: "Permissive policies add up. Limit these to the other buckets by bucket_id, or drop them",
  });
}

function isTie(condition: Condition): boolean {
  return condition.kind === "binds" && condition.column === "name" && !condition.nullSafe;
}

function wantedPolicies(bucket: string, shape: ProtectShape): readonly WantedPolicy[] {
  const inBucket = sql`bucket_id = ${literal(bucket)}`;
  const owns = sql`${inBucket} and (storage.foldername(name))[1] = ${callerOnce(ownerCaller(shape.owner), shape)}`;
  const writes =
    typeof shape.write === "object"
      ? sql`${owns} and ${organizationRoleTest(shape.write.role, shape)}`
      : owns;
  const roles = ["authenticated"];
  const name = (verb: string) => `${verb} ${bucket} files policy`;
  const select: WantedPolicy = {
    name: name("Select"),
    command: "select",
    roles,
    // A public bucket asks no policy: this is for lists, and for what is replaced.
    using: shape.read === "authenticated" ? inBucket : owns,
    check: null,
  };
  if (shape.write === "none") return [select];
  return [
    select,
    { name: name("Insert"), command: "insert", roles, using: null, check: writes },
    { name: name("Update"), command: "update", roles, using: writes, check: writes },
    { name: name("Delete"), command: "delete", roles, using: writes, check: null },
  ];
}
