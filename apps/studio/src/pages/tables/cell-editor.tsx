// One cell, opened where it stands: its whole text, to be read or changed. What PostgreSQL refuses is said here, and what was typed
// stays.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useRef, useState } from "react";
import { callApi } from "../../api/call-api.ts";
import type { Row, RowsPage, TableColumn, TableDetails } from "../../api/wire.ts";
import type { Place } from "../../grid/use-grid-keys.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ValueInput } from "./value-input.tsx";

export interface CellEditorProps {
  readonly details: TableDetails;
  readonly page: RowsPage;
  readonly place: Place;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function CellEditor(props: CellEditorProps) {
  const { details, page, place, anchor, onClose } = props;
  const column = details.columns[place.column];
  const row = page.rows[place.row];
  const anchorRef = useRef(anchor);
  if (column === undefined || row === undefined) return null;
  return (
    <Popover.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Anchor virtualRef={anchorRef} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={-2}
          collisionPadding={8}
          aria-label={`${column.name}, row ${place.row + 1}`}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.closest<HTMLElement>("[role=grid]")?.focus();
          }}
          className="z-40 flex w-96 max-w-[94vw] flex-col gap-2 rounded-md border border-accent bg-surface p-2 shadow-lift"
        >
          <CellText {...props} column={column} row={row} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface CellTextProps extends CellEditorProps {
  readonly column: TableColumn;
  readonly row: Row;
}

/** The text is asked for when the page shows it cut. */
function CellText(props: CellTextProps) {
  const { details, column, row, place } = props;
  const shown = row.cells[place.column] ?? null;
  const cut = typeof shown === "object" && shown !== null;
  const whole = useQuery({
    queryKey: ["cell", details.schema, details.name, row.key, column.name],
    queryFn: ({ signal }) =>
      callApi<{ text: string | null }>("/rows/cell", {
        body: { schema: details.schema, table: details.name, key: row.key, column: column.name },
        signal,
      }),
    enabled: cut && row.key !== null,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!cut) return <CellForm {...props} before={shown} />;
  if (whole.data !== undefined) return <CellForm {...props} before={whole.data.text} />;
  if (whole.error) return <ProblemNotice error={whole.error} />;
  return (
    <p role="status" className="p-2 text-sm text-muted">
      Reading the whole value
    </p>
  );
}

function CellForm(props: CellTextProps & { readonly before: string | null }) {
  const { details, column, row, before, onClose, onChanged } = props;
  const [text, setText] = useState(before ?? "");
  const readOnly = row.key === null || column.generated || column.identity === "always";
  const save = useMutation({
    mutationFn: (value: string | null | { readonly default: true }) =>
      callApi("/rows/update", {
        body: {
          schema: details.schema,
          table: details.name,
          key: row.key,
          values: { [column.name]: value },
        },
      }),
    onSuccess: () => {
      onChanged();
      onClose();
    },
  });
  const saveText = () => {
    if (readOnly || text === before) onClose();
    else save.mutate(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    saveText();
  };
  return (
    <>
      <ValueInput
        column={column}
        value={text}
        readOnly={readOnly}
        placeholder={before === null ? "NULL" : ""}
        onChange={setText}
        onKeyDown={onKeyDown}
      />
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <div className="flex flex-wrap items-center gap-1.5">
        {readOnly ? (
          <span className="flex-1 px-1 text-[0.8125rem] text-muted">
            {row.key === null ? "To be read only" : "PostgreSQL makes this value"}
          </span>
        ) : (
          <>
            {column.nullable ? (
              <Button size="small" variant="quiet" onClick={() => save.mutate(null)}>
                Set NULL
              </Button>
            ) : null}
            {column.default === null ? null : (
              <Button size="small" variant="quiet" onClick={() => save.mutate({ default: true })}>
                Set default
              </Button>
            )}
            <span className="flex-1" />
          </>
        )}
        <Button size="small" onClick={onClose}>
          {readOnly ? "Close" : "Cancel"}
        </Button>
        {readOnly ? null : (
          <Button size="small" variant="primary" busy={save.isPending} onClick={saveText}>
            Save
          </Button>
        )}
      </div>
    </>
  );
}
