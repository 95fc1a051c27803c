// The box in which a file gets another name, in this folder or another.
import { useState } from "react";
import { useStorageChange } from "../../api/storage-queries.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Box } from "../../ui/dialog.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export interface MoveFileProps {
  readonly file: { readonly bucket: string; readonly name: string };
  readonly onClose: () => void;
}

export function MoveFile({ file: { bucket, name }, onClose }: MoveFileProps) {
  const [to, setTo] = useState(name);
  const move = useStorageChange(onClose);
  const problem = formError(move.error, (field) => field === "to");
  return (
    <Box open title="Move or rename" onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          move.mutate({ path: "/move", body: { bucket, from: name, to }, said: `Moved to ${to}` });
        }}
      >
        <Field
          label="Name"
          hint="With its folders, such as user_2abc/notes.txt. The policies decide by it whose the file is."
          error={fieldError(move.error, "to")}
        >
          <CodeInput required value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        {problem ? <ProblemNotice error={problem} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            busy={move.isPending}
            disabled={to === name || to === ""}
          >
            Move
          </Button>
        </div>
      </form>
    </Box>
  );
}
