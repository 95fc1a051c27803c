// The tables of a schema, found by a part of their name.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { schemaQuery } from "../../api/queries.ts";
import type { TableSummary } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SchemaSelect } from "../../ui/schema-select.tsx";

export function TableList({ onCreate }: { readonly onCreate: (schema: string) => void }) {
  const params = useParams({ strict: false });
  const [schema, setSchema] = useState(params.schema ?? "public");
  const [part, setPart] = useState("");
  const database = useQuery(schemaQuery);
  // The open table gives the page its first heading.
  const Heading = params.table === undefined ? "h1" : "h2";
  const tables = database.data?.tables.filter((table) => table.schema === schema) ?? [];
  const found = tables.filter((table) => table.name.toLowerCase().includes(part.toLowerCase()));
  return (
    <>
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <Heading className="sr-only">Table Editor</Heading>
        <SchemaSelect aria-label="Schema" value={schema} onChange={setSchema} />
        <Button icon="plus" onClick={() => onCreate(schema)}>
          Create a new table
        </Button>
        {tables.length > 8 ? (
          <TextInput
            type="search"
            aria-label="Find a table"
            placeholder="Find a table"
            value={part}
            onChange={(event) => setPart(event.target.value)}
          />
        ) : null}
      </div>
      <nav aria-label="Tables" className="min-h-0 flex-1 overflow-y-auto p-2">
        {database.isLoadingError ? <ProblemNotice error={database.error} /> : null}
        {database.isSuccess && found.length === 0 ? (
          <p className="px-2 py-6 text-center text-sm text-muted">
            {tables.length === 0 ? `No tables in ${schema} yet` : "No table is named so"}
          </p>
        ) : null}
        <ul className="flex flex-col gap-px">
          {found.map((table) => (
            <li key={table.name}>
              <TableLink table={table} />
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

function TableLink({ table }: { readonly table: TableSummary }) {
  const view = table.kind.endsWith("view");
  const open = !view && !table.rls;
  return (
    <Link
      to="/tables/$schema/$table"
      params={{ schema: table.schema, table: table.name }}
      className="flex h-8 items-center gap-2 rounded-md px-2 text-sm text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
    >
      <Icon name={view ? "eye" : "table"} size={16} />
      <span className="min-w-0 flex-1 truncate">{table.name}</span>
      {open ? (
        <span title="Row level security is off" className="text-brass">
          <Icon name="unlock" size={15} />
          <span className="sr-only">, row level security is off</span>
        </span>
      ) : null}
    </Link>
  );
}
