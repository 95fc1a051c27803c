// The form of one column that is there: only what was changed is sent.
import { useState } from "react";
import { fieldError, formError, useChange } from "../../api/use-change.ts";
import type { ChangeInput, TableColumn, TableDetails } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SqlPreview } from "../../ui/sql-preview.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import { TypeInput } from "../../ui/type-input.tsx";

export interface AlterColumnProps {
  readonly column: TableColumn;
  readonly details: TableDetails;
  readonly onDone: () => void;
}

interface Draft {
  readonly name: string;
  readonly type: string;
  readonly using: string;
  readonly default: string;
  readonly nullable: boolean;
}

const FIELDS = ["rename", "type", "using", "default", "column"];

export function AlterColumn({ column, details, onDone }: AlterColumnProps) {
  const [draft, setDraft] = useState<Draft>({
    name: column.name,
    type: column.type,
    using: "",
    default: column.default ?? "",
    nullable: column.nullable,
  });
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = useChange({ said: () => `Changed column ${column.name}`, onDone });
  const change = changeOf(draft, { column, details });
  const problem = formError(save.error, (field) => FIELDS.includes(field));
  const fixed = column.generated || column.identity !== null;
  return (
    <form
      className="flex flex-col gap-4 border-t border-line bg-canvas px-3.5 py-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(change);
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Name"
          error={fieldError(save.error, "rename") ?? fieldError(save.error, "column")}
        >
          <CodeInput value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field label="Type" error={fieldError(save.error, "type")}>
          <TypeInput value={draft.type} onChange={(type) => set({ type })} />
        </Field>
        {draft.type === column.type ? null : (
          <Field
            label="New value by"
            hint="An expression, where PostgreSQL can't make the new value by itself."
            error={fieldError(save.error, "using")}
          >
            <CodeInput
              value={draft.using}
              placeholder={`${column.name}::${draft.type}`}
              onChange={(event) => set({ using: event.target.value })}
            />
          </Field>
        )}
        {fixed ? null : (
          <Field label="Default value" error={fieldError(save.error, "default")}>
            <CodeInput
              value={draft.default}
              placeholder="NULL"
              onChange={(event) => set({ default: event.target.value })}
            />
          </Field>
        )}
      </div>
      {column.primaryKey || fixed ? null : (
        <Checkbox
          label="Is nullable"
          checked={draft.nullable}
          onChange={(nullable) => set({ nullable })}
        />
      )}
      <SqlPreview change={change} ready />
      {problem ? <ProblemNotice error={problem} /> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}

function changeOf(
  draft: Draft,
  { column, details }: Pick<AlterColumnProps, "column" | "details">,
): ChangeInput {
  return {
    kind: "alter-column",
    schema: details.schema,
    table: details.name,
    column: column.name,
    ...(draft.name === column.name ? {} : { rename: draft.name }),
    ...(draft.type === column.type ? {} : { type: draft.type, using: draft.using }),
    ...(draft.default === (column.default ?? "") ? {} : { default: draft.default || null }),
    ...(draft.nullable === column.nullable ? {} : { nullable: draft.nullable }),
  };
}
