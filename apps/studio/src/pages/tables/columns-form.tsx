// The columns of a table that is there: what they are, one changed or dropped at a time, and new ones added.
import { useState } from "react";
import { formError, useChange } from "../../api/use-change.ts";
import type { ChangeInput, TableColumn, TableDetails } from "../../api/wire.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm, Sheet, SheetBody } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SqlPreview } from "../../ui/sql-preview.tsx";
import { AlterColumn } from "./alter-column.tsx";
import { ColumnFields, ColumnHeads } from "./column-fields.tsx";
import { columnInput, newColumn } from "./table-draft.ts";

export interface ColumnsFormProps {
  readonly details: TableDetails;
  readonly onClose: () => void;
}

export function ColumnsForm({ details, onClose }: ColumnsFormProps) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Sheet open title={`Columns of ${details.name}`} width="wide" onClose={onClose}>
      <SheetBody>
        <ul className="divide-y divide-line rounded-md border border-line">
          {details.columns.map((column) => (
            <li key={column.name}>
              <ColumnLine
                column={column}
                open={open === column.name}
                onToggle={() => setOpen(open === column.name ? null : column.name)}
                details={details}
              />
            </li>
          ))}
        </ul>
        <AddColumn details={details} />
      </SheetBody>
    </Sheet>
  );
}

interface ColumnLineProps {
  readonly column: TableColumn;
  readonly details: TableDetails;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function ColumnLine({ column, details, open, onToggle }: ColumnLineProps) {
  return (
    <>
      <div className="flex items-center gap-3 px-3.5 py-2.5">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="font-mono font-medium">{column.name}</span>
            <span className="font-mono text-2xs text-muted">{column.type}</span>
            {column.primaryKey ? <Badge tone="accent">primary key</Badge> : null}
            {column.identity ? <Badge>identity</Badge> : null}
            {column.unique ? <Badge>unique</Badge> : null}
            {column.nullable ? null : <Badge>not null</Badge>}
          </p>
          {column.default ? (
            <p className="truncate font-mono text-2xs text-muted">
              {column.generated ? "always" : "default"} {column.default}
            </p>
          ) : null}
          {column.references ? (
            <p className="text-[0.8125rem] text-muted">
              references {column.references.schema}.{column.references.table}.
              {column.references.column}
            </p>
          ) : null}
        </div>
        <IconButton
          icon="pencil"
          label={`Change ${column.name}`}
          aria-expanded={open}
          onClick={onToggle}
        />
        <DropColumn column={column} details={details} />
      </div>
      {open ? <AlterColumn column={column} details={details} onDone={onToggle} /> : null}
    </>
  );
}

function DropColumn({ column, details }: Pick<ColumnLineProps, "column" | "details">) {
  const [open, setOpen] = useState(false);
  const drop = useChange({
    said: () => `Dropped column ${column.name}`,
    onDone: () => setOpen(false),
  });
  return (
    <>
      <IconButton icon="trash" label={`Drop ${column.name}`} onClick={() => setOpen(true)} />
      <Confirm
        open={open}
        title={`Drop the column ${column.name}?`}
        action="Drop column"
        busy={drop.isPending}
        onConfirm={() =>
          drop.mutate({
            kind: "drop-column",
            schema: details.schema,
            table: details.name,
            column: column.name,
          })
        }
        onClose={() => setOpen(false)}
      >
        <p>Its value goes from every row. This can't be undone.</p>
        {drop.error ? <ProblemNotice error={drop.error} /> : null}
      </Confirm>
    </>
  );
}

function AddColumn({ details }: { readonly details: TableDetails }) {
  const [draft, setDraft] = useState(() => newColumn());
  const add = useChange({
    said: () => `Added column ${draft.name}`,
    onDone: () => setDraft(newColumn()),
  });
  const change: ChangeInput = {
    kind: "add-column",
    schema: details.schema,
    table: details.name,
    column: columnInput(draft),
  };
  const problem = formError(add.error, (field) => field.startsWith("column."));
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(change);
      }}
    >
      <h3 className="text-sm font-medium">Add a column</h3>
      <ColumnHeads />
      <ul>
        <ColumnFields
          column={draft}
          number={details.columns.length + 1}
          field="column"
          error={add.error}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
      </ul>
      <SqlPreview change={change} ready={draft.name !== "" && draft.type !== ""} />
      {problem ? <ProblemNotice error={problem} /> : null}
      <div>
        <Button type="submit" icon="plus" busy={add.isPending}>
          Add column
        </Button>
      </div>
    </form>
  );
}
