// The sheet of one whole row: each column a value, NULL or its default. What PostgreSQL refuses stands at the column that it names.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import type { NewValue, Row, TableColumn, TableDetails } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { ValueInput } from "./value-input.tsx";

export interface RowFormProps {
  readonly details: TableDetails;
  /** What is edited; absent: a new row. */
  readonly row?: Row | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

type Mode = "value" | "null" | "default";

interface ValueDraft {
  readonly mode: Mode;
  readonly text: string;
}

export function RowForm({ details, row, onClose, onChanged }: RowFormProps) {
  const columns = details.columns.filter((column) => !column.generated);
  const [before] = useState(() => columns.map((column) => firstDraft(column, { details, row })));
  const [drafts, setDrafts] = useState(before);
  const save = useMutation({
    mutationFn: () => {
      const table = { schema: details.schema, table: details.name };
      const values = changedValues(columns, { before, drafts, whole: row === undefined });
      return row === undefined
        ? callApi("/rows/insert", { body: { ...table, values } })
        : callApi("/rows/update", { body: { ...table, key: row.key, values } });
    },
    onSuccess: () => {
      showToast({
        text:
          row === undefined
            ? `Inserted a row into ${details.name}`
            : `Changed a row of ${details.name}`,
      });
      onChanged();
      onClose();
    },
  });
  const problem = formError(save.error, (field) => columns.some((column) => column.name === field));
  return (
    <Sheet
      open
      title={
        row === undefined ? `Insert a row into ${details.name}` : `Edit a row of ${details.name}`
      }
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <SheetBody>
          {columns.map((column, index) => (
            <ColumnValue
              key={column.name}
              column={column}
              draft={drafts[index] ?? { mode: "null", text: "" }}
              cut={isCut(row, details.columns.indexOf(column))}
              error={fieldError(save.error, column.name)}
              onChange={(draft) =>
                setDrafts(drafts.map((other, at) => (at === index ? draft : other)))
              }
            />
          ))}
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

function isCut(row: Row | undefined, index: number): boolean {
  const cell = row?.cells[index];
  return typeof cell === "object" && cell !== null;
}

function firstDraft(
  column: TableColumn,
  { details, row }: Pick<RowFormProps, "details" | "row">,
): ValueDraft {
  if (row === undefined) {
    const made = column.default !== null || column.identity !== null;
    return { mode: made ? "default" : column.nullable ? "null" : "value", text: "" };
  }
  const cell = row.cells[details.columns.indexOf(column)] ?? null;
  if (cell === null) return { mode: "null", text: "" };
  return { mode: "value", text: typeof cell === "string" ? cell : cell.cut };
}

interface Drafts {
  readonly before: readonly ValueDraft[];
  readonly drafts: readonly ValueDraft[];
  /** True: a new row, whose defaults need no mention. */
  readonly whole: boolean;
}

function changedValues(
  columns: readonly TableColumn[],
  { before, drafts, whole }: Drafts,
): Record<string, NewValue> {
  const entries = columns.flatMap((column, index): [string, NewValue][] => {
    const draft = drafts[index];
    if (draft === undefined) return [];
    if (whole ? draft.mode === "default" : draft === before[index]) return [];
    if (draft.mode === "null") return [[column.name, null]];
    return [[column.name, draft.mode === "default" ? { default: true } : draft.text]];
  });
  return Object.fromEntries(entries);
}

interface ColumnValueProps {
  readonly column: TableColumn;
  readonly draft: ValueDraft;
  readonly cut: boolean;
  readonly error: string | undefined;
  readonly onChange: (draft: ValueDraft) => void;
}

function ColumnValue({ column, draft, cut, error, onChange }: ColumnValueProps) {
  const set = (mode: Mode) => onChange({ mode, text: draft.text });
  const words = draft.mode === "default" ? (column.default ?? "made by PostgreSQL") : "NULL";
  return (
    <Field
      label={
        <>
          {column.name}{" "}
          <span className="font-mono text-2xs font-normal text-faint">{column.type}</span>
        </>
      }
      error={error}
      hint={cut ? "Too long for this form: open the cell in the grid to edit it" : undefined}
    >
      <ValueInput
        column={column}
        value={draft.mode === "value" ? draft.text : ""}
        readOnly={cut}
        placeholder={draft.mode === "value" ? "" : words}
        onChange={(text) => onChange({ mode: "value", text })}
      />
      <div className="flex gap-1">
        <ModeButton
          label="Value"
          pressed={draft.mode === "value"}
          column={column.name}
          onPress={() => set("value")}
        />
        {column.nullable ? (
          <ModeButton
            label="NULL"
            pressed={draft.mode === "null"}
            column={column.name}
            onPress={() => set("null")}
          />
        ) : null}
        {column.default !== null || column.identity !== null ? (
          <ModeButton
            label="Default"
            pressed={draft.mode === "default"}
            column={column.name}
            onPress={() => set("default")}
          />
        ) : null}
      </div>
    </Field>
  );
}

interface ModeButtonProps {
  readonly label: string;
  readonly pressed: boolean;
  readonly column: string;
  readonly onPress: () => void;
}

function ModeButton({ label, pressed, column, onPress }: ModeButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      aria-label={`${label} for ${column}`}
      onClick={onPress}
      className="h-6 rounded px-2 text-2xs text-muted hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
    >
      {label}
    </button>
  );
}
