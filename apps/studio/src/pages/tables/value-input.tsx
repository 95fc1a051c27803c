// The input of a value by its column's type: a choice for enums and booleans, several lines for text, one line of code for the rest.
import type { KeyboardEvent } from "react";
import type { TableColumn } from "../../api/wire.ts";
import { CodeInput, Select, TextArea } from "../../ui/field.tsx";

export interface ValueInputProps {
  readonly column: TableColumn;
  readonly value: string;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

const LONG = /^(text|character varying|json|jsonb|xml|bytea)|\[\]$/;

export function ValueInput({
  column,
  value,
  readOnly = false,
  placeholder = "",
  onChange,
  onKeyDown,
}: ValueInputProps) {
  const choices = column.labels ?? (column.type === "boolean" ? ["t", "f"] : null);
  const focus = onKeyDown === undefined ? {} : { autoFocus: true, "aria-label": column.name };
  if (choices !== null) {
    return (
      <Select
        {...focus}
        value={value}
        disabled={readOnly}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      >
        {choices.includes(value) ? null : <option value={value}>{placeholder || "choose"}</option>}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {column.labels === null ? (choice === "t" ? "true" : "false") : choice}
          </option>
        ))}
      </Select>
    );
  }
  if (LONG.test(column.type)) {
    return (
      <TextArea
        {...focus}
        value={value}
        readOnly={readOnly}
        rows={Math.min(12, Math.max(2, value.split("\n").length))}
        spellCheck={false}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="font-mono text-[0.8125rem]!"
      />
    );
  }
  return (
    <CodeInput
      {...focus}
      value={value}
      readOnly={readOnly}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
