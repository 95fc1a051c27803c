// One table: what it is, its rows as the owner or as somebody else sees them, and its forms.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { tableQuery } from "../../api/queries.ts";
import { isAway } from "../../api/use-away.ts";
import type { TableDetails } from "../../api/wire.ts";
import type { TableSearch } from "../../search.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Failed, Waiting } from "../../ui/page.tsx";
import { ProtectForm } from "../protect/protect-form.tsx";
import { ColumnsForm } from "./columns-form.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { OwnerRows } from "./owner-rows.tsx";
import { TableMenu } from "./table-menu.tsx";
import { TableRemarks } from "./table-remarks.tsx";
import { ViewAsRows } from "./view-as-rows.tsx";
import { ViewAsSelect } from "./view-as-select.tsx";

const route = getRouteApi("/tables/$schema/$table");

export function TableView() {
  const { schema, table } = route.useParams();
  const details = useQuery(tableQuery(schema, table));
  if (details.isPending) {
    return (
      <div className="p-5">
        <Waiting lines={8} />
      </div>
    );
  }
  if (details.isLoadingError || (details.error && !isAway(details.error))) {
    return (
      <div className="flex flex-col items-start gap-4 p-5">
        <h1 className="text-base font-semibold [overflow-wrap:anywhere]">{table}</h1>
        <Failed error={details.error} retry={() => void details.refetch()} />
        <Link to="/tables" className="text-sm text-accent underline">
          All tables
        </Link>
      </div>
    );
  }
  return <LoadedTable key={`${schema}.${table}`} details={details.data} />;
}

function LoadedTable({ details }: { readonly details: TableDetails }) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const set = (part: Partial<TableSearch>) =>
    void navigate({
      to: "/tables/$schema/$table",
      params: { schema: details.schema, table: details.name },
      search: (now) => ({ ...now, ...part }),
      replace: true,
    });
  const { filters = [], sort = [], as, form } = search;
  const selection = {
    schema: details.schema,
    table: details.name,
    filters: [...filters],
    sort: [...sort],
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TableHeader details={details} onForm={(next) => set({ form: next })} />
      <TableRemarks details={details} onProtect={() => set({ form: "protect" })} />
      <div className="flex flex-wrap items-start gap-2 border-b border-line bg-surface px-4 py-2">
        <FilterBar
          columns={details.columns}
          filters={filters}
          onChange={(next) => set({ filters: next.length ? next : undefined })}
        />
        <ViewAsSelect value={as} onChange={(next) => set({ as: next })} />
      </div>
      {as === undefined ? (
        <OwnerRows
          key={JSON.stringify(selection)}
          details={details}
          selection={selection}
          inserting={form === "insert"}
          onInsert={(open) => set({ form: open ? "insert" : undefined })}
          onSort={(next) => set({ sort: next.length ? next : undefined })}
        />
      ) : (
        <ViewAsRows key={as} details={details} selection={selection} viewer={as} />
      )}
      {form === "protect" ? (
        <ProtectForm table={details} onClose={() => set({ form: undefined })} />
      ) : null}
      {form === "columns" ? (
        <ColumnsForm details={details} onClose={() => set({ form: undefined })} />
      ) : null}
    </div>
  );
}

interface TableHeaderProps {
  readonly details: TableDetails;
  readonly onForm: (form: TableSearch["form"]) => void;
}

function TableHeader({ details, onForm }: TableHeaderProps) {
  const table = details.kind.endsWith("table");
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-surface px-4 py-2.5">
      <Link
        to="/tables"
        className={buttonClass({ variant: "quiet", className: "size-8 md:hidden" })}
      >
        <Icon name="chevronLeft" />
        <span className="sr-only">All tables</span>
      </Link>
      <div className="min-w-0 flex-1">
        <h1 className="flex flex-wrap items-center gap-2 text-base font-semibold">
          <span className="truncate">
            {details.schema === "public" ? (
              ""
            ) : (
              <span className="font-normal text-muted">{details.schema}.</span>
            )}
            {details.name}
          </span>
          {table ? (
            <Badge tone={details.rls ? "ok" : "attention"}>
              {details.rls ? "RLS on" : "RLS off"}
            </Badge>
          ) : (
            <Badge>{details.kind}</Badge>
          )}
          {details.exposed ? null : <Badge>not in the API</Badge>}
        </h1>
        {details.comment ? (
          <p className="truncate text-[0.8125rem] text-muted">{details.comment}</p>
        ) : null}
      </div>
      {table ? (
        <div className="flex flex-wrap items-center gap-2">
          <Link
            to="/policies"
            search={{ table: `${details.schema}.${details.name}` }}
            className={buttonClass({ className: "h-8 px-2.5 text-[0.8125rem]" })}
          >
            <Icon name="shield" size={16} />
            {details.policies.length} {details.policies.length === 1 ? "policy" : "policies"}
          </Link>
          <Button size="small" icon="column" onClick={() => onForm("columns")}>
            Columns
          </Button>
          <Button size="small" variant="primary" icon="plus" onClick={() => onForm("insert")}>
            Insert row
          </Button>
          <TableMenu details={details} onProtect={() => onForm("protect")} />
        </div>
      ) : null}
    </header>
  );
}
