// Authentication > Policies: each table with its row level security, its policies and what lacks, and the form of a policy.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { policiesQuery, schemaQuery } from "../../api/queries.ts";
import type { Policy } from "../../api/wire.ts";
import type { PoliciesSearch } from "../../search.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { SchemaSelect } from "../../ui/schema-select.tsx";
import { ProtectForm } from "../protect/protect-form.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { TablePolicies } from "./table-policies.tsx";

const route = getRouteApi("/policies");

export function PoliciesPage() {
  const { edit, table, protect } = route.useSearch();
  const navigate = useNavigate();
  const schema = useQuery(schemaQuery);
  const policies = useQuery(policiesQuery);
  const go = (search: PoliciesSearch) => void navigate({ to: "/policies", search });
  const back = table ? { table } : {};
  const protectedTable = schema.data?.tables.find((one) => `${one.schema}.${one.name}` === protect);
  const edited = policies.data?.find(
    (policy) => policy.name === edit && `${policy.schema}.${policy.table}` === table,
  );
  return (
    <Page
      title="Policies"
      lead="Row level security decides which rows a person sees and changes. Each policy is a condition that PostgreSQL holds against every row."
      actions={
        <Button variant="primary" icon="plus" onClick={() => go({ edit: "new", ...back })}>
          Create policy
        </Button>
      }
    >
      {schema.isLoadingError || policies.isLoadingError ? (
        <Failed
          error={schema.error ?? policies.error}
          retry={() => void Promise.all([schema.refetch(), policies.refetch()])}
        />
      ) : schema.data === undefined || policies.data === undefined ? (
        <Waiting />
      ) : (
        <PolicyList policies={policies.data} only={table} onGo={go} />
      )}
      {protectedTable === undefined ? null : (
        <ProtectForm table={protectedTable} onClose={() => go(back)} />
      )}
      {edit === "new" && schema.data !== undefined ? (
        <PolicyForm
          table={table ?? firstTable(schema.data.tables) ?? ""}
          onClose={() => go(back)}
        />
      ) : null}
      {edited === undefined ? null : (
        <PolicyForm
          key={`${table} ${edit}`}
          table={table ?? ""}
          policy={edited}
          onClose={() => go(back)}
        />
      )}
    </Page>
  );
}

function firstTable(
  tables: readonly { readonly schema: string; readonly name: string; readonly kind: string }[],
) {
  const first = tables.find((table) => table.schema === "public" && table.kind === "table");
  return first === undefined ? undefined : `${first.schema}.${first.name}`;
}

interface PolicyListProps {
  readonly policies: readonly Policy[];
  /** `schema.table`: only this one is shown. */
  readonly only: string | undefined;
  readonly onGo: (search: PoliciesSearch) => void;
}

function PolicyList({ policies, only, onGo }: PolicyListProps) {
  const [schemaName, setSchemaName] = useState(only?.split(".")[0] ?? "public");
  const [part, setPart] = useState("");
  const schema = useQuery(schemaQuery);
  const tables = (schema.data?.tables ?? []).filter(
    (table) =>
      (table.kind === "table" || table.kind === "partitioned table") &&
      (only === undefined
        ? table.schema === schemaName && table.name.toLowerCase().includes(part.toLowerCase())
        : `${table.schema}.${table.name}` === only),
  );
  return (
    <>
      {only === undefined ? (
        <div className="flex flex-wrap gap-2">
          <SchemaSelect
            aria-label="Schema"
            value={schemaName}
            onChange={setSchemaName}
            className="w-44!"
          />
          <TextInput
            type="search"
            aria-label="Find a table"
            placeholder="Find a table"
            value={part}
            onChange={(event) => setPart(event.target.value)}
            className="w-56!"
          />
        </div>
      ) : (
        <p className="text-sm text-muted">
          Only {only} is shown.{" "}
          <button type="button" className="text-accent underline" onClick={() => onGo({})}>
            Show all tables
          </button>
        </p>
      )}
      {tables.length === 0 ? (
        <Empty
          icon="shield"
          title={part ? "No table is named so" : `No tables in ${schemaName} yet`}
          action={
            <Link to="/tables" search={{ new: schemaName }} className={buttonClass({})}>
              Create a new table
            </Link>
          }
        >
          A policy belongs to a table.
        </Empty>
      ) : (
        tables.map((table) => (
          <TablePolicies
            key={`${table.schema}.${table.name}`}
            table={table}
            policies={policies.filter(
              (policy) => policy.schema === table.schema && policy.table === table.name,
            )}
            missing={
              schema.data?.missingGrants.filter(
                (entry) => entry.schema === table.schema && entry.table === table.name,
              ) ?? []
            }
            onProtect={() =>
              onGo({ ...(only ? { table: only } : {}), protect: `${table.schema}.${table.name}` })
            }
            onEdit={(edit) => onGo({ edit, table: `${table.schema}.${table.name}` })}
          />
        ))
      )}
    </>
  );
}
