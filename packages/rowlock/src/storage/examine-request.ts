// What a request of storage would ask of PostgreSQL, without asking it: which statements on storage.objects or
// storage.buckets, about which rows, and what storage checks by itself before them. For whoever explains an answer.
import type { BatchRunner } from "../database/batch/batch.ts";
import type { NeededPrivilege, PlannedRequest } from "../database/batch/planned-request.ts";
import { PostgresError } from "../database/postgres-error.ts";
import { RowlockError } from "../errors/rowlock-error.ts";
import { headersOf } from "../http/request-headers.ts";
import { compile, type Sql } from "../sql/fragment.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import { askedRoute } from "./asked-route.ts";
import { failure, StorageError, toWire } from "./errors.ts";
import { asksOf } from "./examine/asks.ts";
import { createAsker, SERVICE_TOKEN, settingsOf } from "./rights/ask.ts";
import { findBucket } from "./rights/buckets.ts";
import { isCallerNamed } from "./storage.ts";

export interface ExamineOptions {
  readonly runner: (role: string) => BatchRunner;
  readonly basePath: string;
  readonly fileSizeLimit: number;
}

/** Whether its token is looked at; undefined: nothing answers there. */
export function authOf(request: Pick<Request, "method" | "url">, basePath: string) {
  try {
    return askedRoute(request, basePath).route.auth;
  } catch {
    return undefined;
  }
}

/** @throws RowlockError with storage's code for what it refuses before it asks the database */
export async function examineStorageRequest(
  request: Request,
  token: VerifiedToken,
  options: ExamineOptions,
): Promise<PlannedRequest> {
  try {
    return await examine(request, token, options);
  } catch (error) {
    // Without its schema there is no Storage.
    const isAbsent = error instanceof PostgresError && ["42P01", "3F000"].includes(error.code);
    const refusal = isAbsent ? failure("schemaMismatch", "This database has no Storage") : error;
    const wire = refusal instanceof StorageError ? toWire(refusal) : undefined;
    if (wire === undefined) throw error;
    throw new RowlockError({ code: wire.body.code, message: wire.body.message });
  }
}

async function examine(
  request: Request,
  token: VerifiedToken,
  { runner, basePath, fileSizeLimit }: ExamineOptions,
): Promise<PlannedRequest> {
  const { route, bucket, name, path, query } = askedRoute(request, basePath);
  const headers = headersOf(request);
  const { operation, auth } = route;
  const facts = { operation, method: request.method, path, headers };
  const { sub } = token.claims;
  const asks = await asksOf({
    request,
    headers,
    query,
    operation,
    bucket,
    name,
    owner: typeof sub === "string" ? sub : undefined,
    fileSizeLimit,
  });
  const service = createAsker({ ...facts, runner, token: SERVICE_TOKEN });
  const buckets = await Promise.all(
    asks.buckets.map(async (id) => {
      const found = await findBucket(service, id);
      const settings = found && {
        public: found.public === true,
        fileSizeLimit: found.file_size_limit,
        allowedMimeTypes: found.allowed_mime_types,
      };
      return { id, settings: settings ?? null };
    }),
  );
  const isPublic = buckets[0]?.settings?.public === true;
  const table = { schema: "storage", name: asks.table };
  const bound = (rows: Sql | undefined) => rows && compile(rows);
  return {
    verb: asks.verb,
    target: table,
    routine: undefined,
    needs: asks.needs.map((need): NeededPrivilege => ({ ...need, relation: table })),
    filters: asks.filters,
    returnsRows: asks.needs.some(({ privilege }) => privilege === "SELECT"),
    settings: settingsOf({ ...facts, token }),
    statement: undefined,
    existing: bound(asks.existing),
    changed: bound(asks.changed),
    added: bound(asks.added),
    source: bound(asks.source),
    leavesOutFilters: false,
    runPlan: async () => undefined,
    storage: {
      operation,
      auth,
      isNobody: !isCallerNamed(headers),
      buckets,
      name: asks.name,
      open: asks.isSigned ? "signed-url" : asks.readsPublic && isPublic ? "public-bucket" : null,
      fileSizeLimit,
      mimeType: asks.mimeType ?? null,
      isForService: asks.isForService ?? false,
      runs: asks.runs ?? true,
    },
  };
}
