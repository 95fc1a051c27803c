// Which schema: those of the person's own first, those that Rowlock manages after them.
import { useQuery } from "@tanstack/react-query";
import { schemaQuery } from "../api/queries.ts";
import { Select } from "./field.tsx";

export interface SchemaSelectProps {
  readonly value: string;
  readonly onChange: (schema: string) => void;
  readonly disabled?: boolean;
  readonly className?: string;
  /** Only where no field names it. */
  readonly "aria-label"?: string;
}

export function SchemaSelect({ value, onChange, ...rest }: SchemaSelectProps) {
  const schema = useQuery(schemaQuery);
  const schemas = schema.data?.schemas ?? [{ name: value, managed: false, exposed: true }];
  return (
    <Select {...rest} value={value} onChange={(event) => onChange(event.target.value)}>
      {schemas
        .toSorted((one, other) => Number(one.managed) - Number(other.managed))
        .map(({ name, managed }) => (
          <option key={name} value={name}>
            {managed ? `${name} (managed)` : name}
          </option>
        ))}
    </Select>
  );
}
