// Whose eyes to look with: the owner's, nobody's, or those of one of the people.
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { usersQuery } from "../../api/clerk-queries.ts";
import { emailOf, nameOf } from "../../api/clerk-resources.ts";
import { Select } from "../../ui/field.tsx";

export interface ViewAsSelectProps {
  /** `anon`, a user's id, or absent for the owner. */
  readonly value: string | undefined;
  /** Who is meant by nobody of them. */
  readonly owner?: string;
  readonly onChange: (viewer: string | undefined) => void;
}

export function ViewAsSelect({ value, owner = "owner: all rows", onChange }: ViewAsSelectProps) {
  const id = useId();
  const users = useQuery(usersQuery({}));
  const list = users.data?.users ?? [];
  const known = value === undefined || value === "anon" || list.some((user) => user.id === value);
  return (
    <div className="ml-auto flex items-center gap-2 text-[0.8125rem] text-muted">
      <label htmlFor={id} className="whitespace-nowrap">
        View as
      </label>
      <Select
        id={id}
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || undefined)}
        className="h-8! max-w-60 text-[0.8125rem]!"
      >
        <option value="">{owner}</option>
        <option value="anon">anon: signed out</option>
        {known ? null : <option value={value}>{value}</option>}
        <optgroup label="Signed in as">
          {list.map((user) => (
            <option key={user.id} value={user.id}>
              {emailOf(user) ?? nameOf(user)}
            </option>
          ))}
        </optgroup>
      </Select>
    </div>
  );
}
