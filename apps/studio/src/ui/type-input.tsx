// The name of a type: typed, or taken from the list of common ones and the database's own.
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { schemaQuery } from "../api/queries.ts";
import { CodeInput } from "./field.tsx";

const COMMON_TYPES = [
  "text",
  "int8",
  "int4",
  "int2",
  "bool",
  "uuid",
  "timestamptz",
  "date",
  "time",
  "numeric",
  "float8",
  "jsonb",
  "json",
  "varchar",
  "bytea",
  "text[]",
  "int8[]",
];

export interface TypeInputProps {
  readonly value: string;
  readonly onChange: (type: string) => void;
  /** Offered before the others, such as `void` and `trigger` for functions. */
  readonly besides?: readonly string[];
  readonly placeholder?: string;
}

export function TypeInput({ value, onChange, besides = [], placeholder = "text" }: TypeInputProps) {
  const list = useId();
  const schema = useQuery(schemaQuery);
  const types = [...besides, ...COMMON_TYPES, ...(schema.data?.types ?? [])];
  return (
    <>
      <CodeInput
        list={list}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={list}>
        {types.map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
    </>
  );
}
