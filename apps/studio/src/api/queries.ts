// What the pages ask of the server, each question in one place: its key, its address, its answer's shape.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { callApi } from "./call-api.ts";
import type {
  AuditAnswer,
  AuditDrift,
  CountRowsInput,
  DatabaseFunction,
  DatabaseSchema,
  MigrationsAnswer,
  MigrationText,
  Overview,
  Policy,
  ProtectPlan,
  ReadRowsInput,
  RowCount,
  RowsPage,
  Settings,
  TableDetails,
  ViewAsAnswer,
  ViewAsInput,
} from "./wire.ts";

/** Everything that a change of the schema makes old. */
const DATABASE = "database";

export const overviewQuery = queryOptions({
  queryKey: [DATABASE, "overview"],
  queryFn: ({ signal }) => callApi<Overview>("/overview", { signal }),
});

export const schemaQuery = queryOptions({
  queryKey: [DATABASE, "schema"],
  queryFn: ({ signal }) => callApi<DatabaseSchema>("/schema", { signal }),
});

export function tableQuery(schema: string, table: string) {
  const path = `/tables/${encodeURIComponent(schema)}/${encodeURIComponent(table)}`;
  return queryOptions({
    queryKey: [DATABASE, "table", schema, table],
    queryFn: ({ signal }) => callApi<TableDetails>(path, { signal }),
  });
}

export function rowsQuery(body: ReadRowsInput) {
  return queryOptions({
    queryKey: [DATABASE, "rows", body],
    queryFn: ({ signal }) => callApi<RowsPage>("/rows/read", { body, signal }),
    staleTime: 0,
  });
}

export function countQuery(body: CountRowsInput) {
  return queryOptions({
    queryKey: [DATABASE, "count", body],
    queryFn: ({ signal }) => callApi<RowCount>("/rows/count", { body, signal }),
  });
}

export function viewAsQuery(body: ViewAsInput) {
  return queryOptions({
    queryKey: [DATABASE, "view-as", body],
    queryFn: ({ signal }) => callApi<ViewAsAnswer>("/rows/view-as", { body, signal }),
    // What somebody may see can change elsewhere at any moment.
    staleTime: 0,
  });
}

export const functionsQuery = queryOptions({
  queryKey: [DATABASE, "functions"],
  queryFn: ({ signal }) => callApi<DatabaseFunction[]>("/functions", { signal }),
});

export const policiesQuery = queryOptions({
  queryKey: [DATABASE, "policies"],
  queryFn: ({ signal }) => callApi<Policy[]>("/policies", { signal }),
});

export const auditDriftQuery = queryOptions({
  queryKey: [DATABASE, "audit", "drift"],
  queryFn: ({ signal }) => callApi<AuditDrift>("/audit/drift", { signal }),
});

export const auditQuery = queryOptions({
  queryKey: [DATABASE, "audit"],
  queryFn: ({ signal }) => callApi<AuditAnswer>("/audit", { signal }),
});

/** `request`: a ProtectInput as JSON. */
export function protectPlanQuery(request: string) {
  return queryOptions({
    queryKey: [DATABASE, "protect", request],
    queryFn: ({ signal }) =>
      callApi<ProtectPlan>("/protect/plan", { body: JSON.parse(request), signal }),
    retry: false,
    staleTime: 0,
    gcTime: 10_000,
  });
}

/** `request`: a ProtectBucketInput as JSON. */
export function bucketPlanQuery(request: string) {
  return queryOptions({
    queryKey: [DATABASE, "protect-bucket", request],
    queryFn: ({ signal }) =>
      callApi<ProtectPlan>("/protect/bucket/plan", { body: JSON.parse(request), signal }),
    retry: false,
    staleTime: 0,
    gcTime: 10_000,
  });
}

export const migrationsQuery = queryOptions({
  queryKey: [DATABASE, "migrations"],
  queryFn: ({ signal }) => callApi<MigrationsAnswer>("/migrations", { signal }),
});

export function migrationTextQuery(version: string) {
  return queryOptions({
    queryKey: [DATABASE, "migration", version],
    queryFn: ({ signal }) =>
      callApi<MigrationText>(`/migrations/${encodeURIComponent(version)}`, { signal }),
  });
}

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => callApi<Settings>("/settings", { signal }),
});

/** After the schema or rows changed. */
export function refreshDatabase(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: [DATABASE] });
}
