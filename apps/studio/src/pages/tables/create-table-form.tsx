// The sheet "Create a new table": the guide's fields under the guide's names.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { fieldError, formError, useChange } from "../../api/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field, TextInput } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SchemaSelect } from "../../ui/schema-select.tsx";
import { SqlPreview } from "../../ui/sql-preview.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { ColumnFields, ColumnHeads } from "./column-fields.tsx";
import { type ColumnDraft, changeOf, newColumn, newTable, type TableDraft } from "./table-draft.ts";

export interface CreateTableFormProps {
  readonly schema: string;
  readonly onClose: () => void;
}

export function CreateTableForm({ schema, onClose }: CreateTableFormProps) {
  const [draft, setDraft] = useState<TableDraft>(() => newTable(schema));
  const set = (part: Partial<TableDraft>) => setDraft((before) => ({ ...before, ...part }));
  const navigate = useNavigate();
  const save = useChange({
    said: () => `Created table ${draft.name}`,
    onDone: () =>
      void navigate({
        to: "/tables/$schema/$table",
        params: { schema: draft.schema, table: draft.name },
      }),
  });
  const change = changeOf(draft);
  const ready =
    draft.name !== "" && draft.columns.every((column) => column.name !== "" && column.type !== "");
  const problem = formError(
    save.error,
    (field) => field === "name" || field.startsWith("columns."),
  );
  return (
    <Sheet open title="Create a new table" width="wide" onClose={onClose}>
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(change);
        }}
      >
        <SheetBody>
          <div className="grid gap-5 sm:grid-cols-[2fr_1fr]">
            <Field label="Name" error={fieldError(save.error, "name")}>
              <CodeInput
                value={draft.name}
                placeholder="tasks"
                onChange={(event) => set({ name: event.target.value })}
              />
            </Field>
            <Field label="Schema">
              <SchemaSelect value={draft.schema} onChange={(next) => set({ schema: next })} />
            </Field>
          </div>
          <Field label="Description">
            <TextInput
              value={draft.comment}
              onChange={(event) => set({ comment: event.target.value })}
            />
          </Field>
          <RlsFields draft={draft} onChange={set} />
          <Columns draft={draft} error={save.error} onChange={(columns) => set({ columns })} />
          <SqlPreview change={change} ready={ready} />
          {problem ? <ProblemNotice error={problem} /> : null}
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}

interface RlsFieldsProps {
  readonly draft: TableDraft;
  readonly onChange: (part: Partial<TableDraft>) => void;
}

function RlsFields({ draft, onChange }: RlsFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      <Toggle
        label="Enable Row Level Security (RLS)"
        hint="No row is seen or changed through the API unless a policy says so."
        checked={draft.rls}
        onChange={(rls) => onChange({ rls })}
      />
      {draft.rls ? (
        <Toggle
          label="Grant the table to signed-in people"
          hint="Policies say which rows; a grant says that the role authenticated may ask at all. Projects of today give none by themselves."
          checked={draft.grant}
          onChange={(grant) => onChange({ grant })}
        />
      ) : (
        <Notice tone="attention" title="Without RLS every row is open">
          Whoever is granted this table reads and changes all its rows, whosever they are.
        </Notice>
      )}
    </div>
  );
}

interface ColumnsProps {
  readonly draft: TableDraft;
  readonly error: unknown;
  readonly onChange: (columns: readonly ColumnDraft[]) => void;
}

function Columns({ draft, error, onChange }: ColumnsProps) {
  const { columns } = draft;
  const set = (id: number, part: Partial<ColumnDraft>) =>
    onChange(columns.map((column) => (column.id === id ? { ...column, ...part } : column)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">Columns</legend>
      <ColumnHeads />
      <ul className="flex flex-col gap-2">
        {columns.map((column, index) => (
          <ColumnFields
            key={column.id}
            column={column}
            number={index + 1}
            field={`columns.${index}`}
            error={error}
            onChange={(part) => set(column.id, part)}
            onRemove={() => onChange(columns.filter((other) => other.id !== column.id))}
          />
        ))}
      </ul>
      <div>
        <Button size="small" icon="plus" onClick={() => onChange([...columns, newColumn()])}>
          Add column
        </Button>
      </div>
    </fieldset>
  );
}
