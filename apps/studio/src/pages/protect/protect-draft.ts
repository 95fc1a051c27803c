// What the form of a protection holds while it is filled in, and the request that it stands for.
import type { ProtectInput } from "../../api/wire.ts";

export interface ProtectDraft {
  readonly owner: ProtectInput["owner"];
  readonly personal: boolean;
  /** `schema.table`; empty: not chosen yet. */
  readonly memberships: string;
  /** `table.column`; empty: not said yet. */
  readonly through: string;
  readonly read: ProtectInput["read"];
  readonly write: ProtectInput["write"];
  readonly role: string;
  readonly column: string;
  readonly native: boolean;
  readonly replace: boolean;
  /** What becomes of rows that belong to nobody; empty: not asked, or not said yet. */
  readonly existing: "" | "keep-hidden" | "owner";
  readonly existingOwner: string;
}

export const NEW_PROTECTION: ProtectDraft = {
  owner: "user",
  personal: false,
  memberships: "",
  through: "",
  read: "owner",
  write: "owner",
  role: "admin",
  column: "",
  native: false,
  replace: false,
  existing: "",
  existingOwner: "",
};

export interface ProtectedTable {
  readonly schema: string;
  readonly name: string;
}

export function requestOf({ schema, name }: ProtectedTable, draft: ProtectDraft): ProtectInput {
  const { owner, personal, memberships, through, read, write, role, column, native, replace } =
    draft;
  return {
    schema,
    table: name,
    owner,
    personal,
    read,
    // Rows of single users know no roles.
    write: isOneUsers(draft) && write === "role" ? "owner" : write,
    native,
    replace,
    ...(owner === "members" ? { memberships } : {}),
    ...(owner === "through" ? { through } : {}),
    ...(write === "role" ? { role } : {}),
    ...(column === "" ? {} : { column }),
    ...existingOf(draft),
  };
}

/** A row belongs to a single user, by their id or by their row in a table of users. */
export function isOneUsers({ owner }: Pick<ProtectDraft, "owner">): boolean {
  return owner === "user" || owner === "through";
}

function existingOf({ existing, existingOwner }: ProtectDraft): Pick<ProtectInput, "existing"> {
  if (existing === "keep-hidden") return { existing };
  return existing === "owner" && existingOwner !== "" ? { existing: { owner: existingOwner } } : {};
}
