// Deletes the marked rows, all or none, after a question.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";

export interface DeleteRowsProps {
  readonly table: { readonly schema: string; readonly table: string };
  readonly keys: readonly (readonly string[])[];
  readonly onDone: () => void;
}

export function DeleteRows({ table, keys, onDone }: DeleteRowsProps) {
  const [open, setOpen] = useState(false);
  const words = keys.length === 1 ? "1 row" : `${keys.length} rows`;
  const remove = useMutation({
    mutationFn: () =>
      callApi("/rows/delete", { body: { schema: table.schema, table: table.table, keys } }),
    onSuccess: () => {
      setOpen(false);
      showToast({ text: `Deleted ${words}` });
      onDone();
    },
  });
  return (
    <>
      <Button size="small" variant="danger" icon="trash" onClick={() => setOpen(true)}>
        Delete {words}
      </Button>
      <Confirm
        open={open}
        title={`Delete ${words} of ${table.table}?`}
        action={`Delete ${words}`}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(false)}
      >
        <p>This can't be undone.</p>
        {remove.error ? <ProblemNotice error={remove.error} /> : null}
      </Confirm>
    </>
  );
}
