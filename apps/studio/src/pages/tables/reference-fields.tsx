// Where a column's values must come from: a foreign key to a column of another table.
import { useQuery } from "@tanstack/react-query";
import { schemaQuery } from "../../api/queries.ts";
import type { DeleteAction } from "../../api/wire.ts";
import { Field, Select } from "../../ui/field.tsx";
import type { ReferenceDraft } from "./table-draft.ts";

export interface ReferenceFieldsProps {
  readonly reference: ReferenceDraft | null;
  readonly onChange: (reference: ReferenceDraft | null) => void;
}

const ACTIONS: readonly (readonly [DeleteAction, string])[] = [
  ["no action", "refuse to delete it"],
  ["cascade", "delete this row too"],
  ["set null", "set this value to NULL"],
  ["set default", "set this value to its default"],
  ["restrict", "refuse at once"],
];

export function ReferenceFields({ reference, onChange }: ReferenceFieldsProps) {
  const schema = useQuery(schemaQuery);
  const tables = schema.data?.tables.filter((table) => table.kind.endsWith("table")) ?? [];
  const target = tables.find((table) => `${table.schema}.${table.name}` === reference?.table);
  return (
    <div className="flex flex-col gap-3 border-t border-line pt-3">
      <Field label="Foreign key to">
        <Select
          value={reference?.table ?? ""}
          onChange={(event) => {
            const chosen = tables.find(
              (table) => `${table.schema}.${table.name}` === event.target.value,
            );
            const column = chosen?.columns[0]?.name ?? "";
            onChange(
              chosen === undefined
                ? null
                : { table: event.target.value, column, onDelete: "no action" },
            );
          }}
        >
          <option value="">no table</option>
          {tables.map((table) => (
            <option key={`${table.schema}.${table.name}`}>{`${table.schema}.${table.name}`}</option>
          ))}
        </Select>
      </Field>
      {reference === null ? null : (
        <>
          <Field label="Column there">
            <Select
              value={reference.column}
              onChange={(event) => onChange({ ...reference, column: event.target.value })}
            >
              {target?.columns.map((column) => (
                <option key={column.name}>{column.name}</option>
              ))}
            </Select>
          </Field>
          <Field label="When the row there is deleted">
            <Select
              value={reference.onDelete}
              onChange={(event) =>
                onChange({ ...reference, onDelete: event.target.value as DeleteAction })
              }
            >
              {ACTIONS.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </Select>
          </Field>
        </>
      )}
    </div>
  );
}
