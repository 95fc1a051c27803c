// What a person may ask of `protect`: to whom rows belong, who may read and who may write.
// Plain data, checked once here; everything after it may rely on a shape that makes sense.
import { rowlockError } from "../../errors/registry.ts";

export type OwnerShape =
  /** Each row belongs to one user. */
  | { readonly kind: "user" }
  /** Each row belongs to an organization; with `personal`, to the user when none is active. */
  | { readonly kind: "organization"; readonly personal: boolean }
  /** Each row belongs to the members of a group, kept in a table of memberships. */
  | { readonly kind: "members"; readonly memberships: string }
  /** Each row belongs to one user, who has a row in a table of users: `users.clerk_user_id` names them. */
  | { readonly kind: "through"; readonly users: string; readonly user: string };

export type WriteShape = "owner" | "none" | { readonly role: string };

export interface ProtectShape {
  readonly owner: OwnerShape;
  readonly read: "owner" | "authenticated" | "public";
  readonly write: WriteShape;
  /** Policies on `auth.jwt()` alone, without functions of one's own. */
  readonly native: boolean;
  /** The column that says whose a row is; a usual name when absent. */
  readonly column?: string | undefined;
  /** What becomes of rows that are there and belong to nobody. */
  readonly existing?: ExistingRows | undefined;
  /** Drop other policies that let more through than this shape does. */
  readonly replace: boolean;
  /** Realtime is to tell of its changes. */
  readonly realtime: boolean;
  /** Nobody said whose the rows are: what is there may tell. */
  readonly open: boolean;
}

export type ExistingRows =
  | { readonly kind: "owner"; readonly id: string }
  | { readonly kind: "keep-hidden" };

export interface ProtectArguments {
  readonly owner?: string | undefined;
  readonly personal?: boolean | undefined;
  readonly memberOf?: string | undefined;
  readonly ownerThrough?: string | undefined;
  readonly read?: string | undefined;
  readonly write?: string | undefined;
  readonly native?: boolean | undefined;
  readonly column?: string | undefined;
  readonly existing?: string | undefined;
  readonly existingOwner?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly realtime?: boolean | undefined;
}

/** Reads what was asked in words. @throws USAGE */
export function readProtectShape(words: ProtectArguments): ProtectShape {
  const owner = readOwner(words);
  const write = readWrite(words.write ?? "owner");
  if ((owner.kind === "user" || owner.kind === "through") && typeof write === "object") {
    throw usage(
      "A table of single users has no roles",
      "--write role:NAME goes with --owner org or --member-of TABLE",
    );
  }
  return {
    owner,
    write,
    read: readOneOf("--read", words.read ?? "owner", ["owner", "authenticated", "public"] as const),
    native: words.native ?? false,
    column: words.column,
    existing: readExisting(words, owner),
    replace: words.replace ?? false,
    realtime: words.realtime ?? false,
    open: owner.kind === "user" && words.owner === undefined && words.column === undefined,
  };
}

function readOwner(words: ProtectArguments): OwnerShape {
  const { owner, personal = false, memberOf, ownerThrough } = words;
  if (ownerThrough !== undefined) {
    if (owner !== undefined || personal || memberOf !== undefined) {
      throw usage("--owner-through says whose the rows are", "Leave --owner and --member-of out");
    }
    return readThrough(ownerThrough);
  }
  if (memberOf !== undefined) {
    if (owner !== undefined || personal) {
      throw usage("--member-of says whose the rows are", "Leave --owner and --personal out");
    }
    return { kind: "members", memberships: memberOf };
  }
  const kind = readOneOf("--owner", owner ?? "user", ["user", "org"] as const);
  if (kind === "org") return { kind: "organization", personal };
  if (personal) throw usage("--personal goes with --owner org", "Rows of one user are personal");
  return { kind: "user" };
}

function readThrough(text: string): OwnerShape {
  const { users, user } = /^(?<users>.+)\.(?<user>[^.]+)$/.exec(text)?.groups ?? {};
  if (users === undefined || user === undefined) {
    throw usage(
      `--owner-through does not take "${text}"`,
      "It takes a table of users and the column with Clerk's id, such as users.clerk_user_id",
    );
  }
  return { kind: "through", users, user };
}

function readWrite(text: string): WriteShape {
  const role = /^role:(?:org:)?(?<name>[A-Za-z0-9_]+)$/.exec(text)?.groups?.name;
  return role === undefined
    ? readOneOf("--write", text, ["owner", "none"] as const, "role:NAME")
    : { role };
}

function readExisting(words: ProtectArguments, owner: OwnerShape): ExistingRows | undefined {
  if (words.existingOwner !== undefined) {
    if (words.existing !== undefined) {
      throw usage("--existing and --existing-owner exclude each other", "Give one of them");
    }
    return { kind: "owner", id: readOwnerId(words.existingOwner, owner) };
  }
  if (words.existing === undefined) return undefined;
  readOneOf("--existing", words.existing, ["keep-hidden"] as const);
  return { kind: "keep-hidden" };
}

function readOwnerId(id: string, owner: OwnerShape): string {
  const prefixes =
    owner.kind === "user" || owner.kind === "through" ? ["user_"] : ["org_", "user_"];
  const allowed = owner.kind === "organization" && !owner.personal ? ["org_"] : prefixes;
  if (allowed.some((prefix) => id.startsWith(prefix) && id.length > prefix.length)) return id;
  throw usage(
    `--existing-owner is not an id that begins with ${allowed.join(" or ")}`,
    "Clerk's ids look like user_2abc and org_2abc",
  );
}

function readOneOf<Choice extends string>(
  flag: string,
  value: string,
  choices: readonly Choice[],
  also?: string,
): Choice {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  const all = [...choices, ...(also === undefined ? [] : [also])];
  throw usage(`${flag} does not take "${value}"`, `It takes ${all.join(", ")}`);
}

function usage(message: string, hint: string) {
  return rowlockError("USAGE", { message, hint });
}

/** What a shape comes to in rowlock.toml's terms. */
export function intentOf({ read, write }: ProtectShape): {
  readonly read: "owner" | "authenticated" | "public";
  readonly write: "owner" | "nobody" | `role:${string}`;
} {
  if (typeof write === "object") return { read, write: `role:${write.role}` };
  return { read, write: write === "none" ? "nobody" : "owner" };
}
