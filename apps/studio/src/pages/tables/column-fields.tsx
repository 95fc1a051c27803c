// One column of a table's form: name, type, default, primary key, and the rest behind the gear.
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { fieldError } from "../../api/use-change.ts";
import { IconButton } from "../../ui/button.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import { TypeInput } from "../../ui/type-input.tsx";
import { ReferenceFields } from "./reference-fields.tsx";
import type { ColumnDraft } from "./table-draft.ts";

export interface ColumnFieldsProps {
  readonly column: ColumnDraft;
  /** Counted from 1, for those who hear the form. */
  readonly number: number;
  readonly error: unknown;
  /** Where the column stands in the change, such as `columns.0`. */
  readonly field: string;
  readonly onChange: (part: Partial<ColumnDraft>) => void;
  readonly onRemove?: () => void;
}

export function ColumnFields({
  column,
  number,
  error,
  field,
  onChange,
  onRemove,
}: ColumnFieldsProps) {
  const named = (what: string) => (onRemove === undefined ? what : `${what} of column ${number}`);
  return (
    <li className="grid grid-cols-[1fr_1fr] items-start gap-2 rounded-md border border-line bg-canvas p-2.5 sm:grid-cols-[1.2fr_1fr_1.4fr_auto_auto] sm:border-0 sm:bg-transparent sm:p-0">
      <Field label={named("Name")} hideLabel error={fieldError(error, `${field}.name`)}>
        <CodeInput
          value={column.name}
          placeholder="name"
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Field>
      <Field label={named("Type")} hideLabel error={fieldError(error, `${field}.type`)}>
        <TypeInput value={column.type} onChange={(type) => onChange({ type })} />
      </Field>
      <Field
        label={named("Default value")}
        hideLabel
        className="col-span-2 sm:col-span-1"
        error={fieldError(error, `${field}.default`)}
      >
        <CodeInput
          value={column.identity ? "" : column.default}
          disabled={column.identity}
          placeholder={column.identity ? "counts by itself" : "NULL"}
          onChange={(event) => onChange({ default: event.target.value })}
        />
      </Field>
      <div className="flex h-9 items-center px-1 sm:w-16 sm:justify-center">
        <Checkbox
          label={<span className="sm:sr-only">Primary</span>}
          checked={column.primaryKey}
          onChange={(primaryKey) =>
            onChange({ primaryKey, ...(primaryKey ? { nullable: false } : {}) })
          }
        />
      </div>
      <div className="flex h-9 items-center justify-end sm:w-16">
        <MoreSettings column={column} number={number} onChange={onChange} />
        {onRemove === undefined ? null : (
          <IconButton icon="close" label={`Remove column ${number}`} onClick={onRemove} />
        )}
      </div>
    </li>
  );
}

/** Over the fields where they stand in a row; each has its name for those who do not see it. */
export function ColumnHeads() {
  return (
    <div
      aria-hidden="true"
      className="hidden grid-cols-[1.2fr_1fr_1.4fr_auto_auto] gap-2 text-2xs text-muted sm:grid"
    >
      <span>Name</span>
      <span>Type</span>
      <span>Default value</span>
      <span className="w-16 text-center">Primary</span>
      <span className="w-16" />
    </div>
  );
}

type MoreSettingsProps = Pick<ColumnFieldsProps, "column" | "number" | "onChange">;

function MoreSettings({ column, number, onChange }: MoreSettingsProps) {
  const set = [
    column.identity,
    column.unique,
    !column.nullable && !column.primaryKey,
    column.references,
  ];
  const count = set.filter(Boolean).length;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <IconButton
          icon="gear"
          label={`Additional settings of column ${number}${count > 0 ? ` (${count} set)` : ""}`}
          className={count > 0 ? "text-accent!" : ""}
        />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-[60] flex w-80 max-w-[92vw] flex-col gap-3 rounded-md border border-line bg-surface p-4 shadow-lift animate-rise-in"
        >
          <Setting hint="PostgreSQL counts it up for each new row.">
            <Checkbox
              label="Is identity"
              checked={column.identity}
              onChange={(identity) => onChange({ identity })}
            />
          </Setting>
          <Setting hint="A row may leave it without a value.">
            <Checkbox
              label="Is nullable"
              checked={column.nullable && !column.primaryKey}
              disabled={column.primaryKey}
              onChange={(nullable) => onChange({ nullable })}
            />
          </Setting>
          <Setting hint="No two rows may have the same value.">
            <Checkbox
              label="Is unique"
              checked={column.unique}
              onChange={(unique) => onChange({ unique })}
            />
          </Setting>
          <ReferenceFields
            reference={column.references}
            onChange={(references) => onChange({ references })}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Setting({ hint, children }: { readonly hint: string; readonly children: ReactNode }) {
  return (
    <div>
      {children}
      <p className="pl-6 text-[0.8125rem] text-muted">{hint}</p>
    </div>
  );
}
