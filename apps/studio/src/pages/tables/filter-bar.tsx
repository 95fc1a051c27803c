// The filters of a table: those in force as words that can be taken away, and one line to add the next.
import { useState } from "react";
import type { Filter, FilterOperator, TableColumn } from "../../api/wire.ts";
import { FILTER_OPERATORS } from "../../search.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CodeInput, Select } from "../../ui/field.tsx";

export interface FilterBarProps {
  readonly columns: readonly TableColumn[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: readonly Filter[]) => void;
}

export function FilterBar({ columns, filters, onChange }: FilterBarProps) {
  const [adding, setAdding] = useState(false);
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
      {filters.map((filter, index) => (
        <FilterChip
          // biome-ignore lint/suspicious/noArrayIndexKey: two filters may be alike
          key={index}
          filter={filter}
          onRemove={() => onChange(filters.filter((_, other) => other !== index))}
        />
      ))}
      {adding ? (
        <NewFilter
          columns={columns}
          onAdd={(filter) => {
            onChange([...filters, filter]);
            setAdding(false);
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button size="small" variant="quiet" icon="filter" onClick={() => setAdding(true)}>
          {filters.length === 0 ? "Filter" : "And"}
        </Button>
      )}
    </div>
  );
}

function FilterChip({
  filter,
  onRemove,
}: {
  readonly filter: Filter;
  readonly onRemove: () => void;
}) {
  const words = `${filter.column} ${FILTER_OPERATORS[filter.operator]}`;
  return (
    <span className="inline-flex h-8 max-w-full items-center gap-1 rounded-md bg-accent-soft pl-2.5 text-[0.8125rem]">
      <span className="truncate">
        {words}{" "}
        {takesValue(filter.operator) ? (
          <b className="font-mono font-medium">{filter.value}</b>
        ) : null}
      </span>
      <IconButton
        icon="close"
        label={`Remove the filter ${words} ${filter.value}`}
        onClick={onRemove}
      />
    </span>
  );
}

function takesValue(operator: FilterOperator): boolean {
  return operator !== "is-null" && operator !== "is-not-null";
}

interface NewFilterProps {
  readonly columns: readonly TableColumn[];
  readonly onAdd: (filter: Filter) => void;
  readonly onCancel: () => void;
}

const PLACEHOLDERS: Readonly<Partial<Record<FilterOperator, string>>> = {
  like: "%part%",
  ilike: "%part%",
  in: "one, two, three",
};

function NewFilter({ columns, onAdd, onCancel }: NewFilterProps) {
  const [draft, setDraft] = useState<Filter>({
    column: columns[0]?.name ?? "",
    operator: "eq",
    value: "",
  });
  const set = (part: Partial<Filter>) => setDraft({ ...draft, ...part });
  return (
    <form
      className="flex w-full flex-wrap items-center gap-2 sm:w-auto"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(takesValue(draft.operator) ? draft : { ...draft, value: "" });
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <Select
        aria-label="Column to filter by"
        value={draft.column}
        onChange={(event) => set({ column: event.target.value })}
        className="h-8! w-36! text-[0.8125rem]!"
      >
        {columns.map((column) => (
          <option key={column.name}>{column.name}</option>
        ))}
      </Select>
      <Select
        aria-label="How to compare"
        value={draft.operator}
        onChange={(event) => set({ operator: event.target.value as FilterOperator })}
        className="h-8! w-36! text-[0.8125rem]!"
      >
        {Object.entries(FILTER_OPERATORS).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </Select>
      {takesValue(draft.operator) ? (
        <CodeInput
          aria-label="Value to compare with"
          autoFocus
          value={draft.value}
          placeholder={PLACEHOLDERS[draft.operator] ?? "value"}
          onChange={(event) => set({ value: event.target.value })}
          className="h-8! w-40!"
        />
      ) : null}
      <Button type="submit" size="small" variant="primary">
        Apply
      </Button>
      <Button size="small" variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}
