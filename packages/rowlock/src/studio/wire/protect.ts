// Protecting a table or a bucket: whose its rows are and who gets to them, as a form asks it. What comes of it is `rowlock protect`'s.
import * as z from "zod";

const name = z.string().trim().min(1, "A name is needed").max(63);

export const PROTECT_OWNERS = ["user", "through", "organization", "members"] as const;
export const PROTECT_READERS = ["owner", "authenticated", "public"] as const;
export const PROTECT_WRITERS = ["owner", "role", "none"] as const;

export const protectSchema = z
  .object({
    schema: name,
    table: name,
    owner: z.enum(PROTECT_OWNERS),
    /** With `organization`: rows are the user's own where no organization is active. */
    personal: z.boolean().default(false),
    /** With `members`: the table of memberships, as `schema.table`. */
    memberships: z.string().trim().optional(),
    /** With `through`: the column of a table of users that holds Clerk's id, as `users.clerk_user_id`. */
    through: z.string().trim().optional(),
    /** The column that says whose a row is; a usual name when absent, or what the table itself tells. */
    column: z.string().trim().max(63).optional(),
    read: z.enum(PROTECT_READERS),
    write: z.enum(PROTECT_WRITERS),
    /** With `write: role`: the role's name, such as `admin`. */
    role: z.string().trim().optional(),
    /** Policies on `auth.jwt()` alone, without functions. */
    native: z.boolean().default(false),
    /** Drop other policies that let more through. */
    replace: z.boolean().default(false),
    /** What becomes of rows that belong to nobody: they stay hidden, or the owner with this id gets them. */
    existing: z
      .union([z.literal("keep-hidden"), z.object({ owner: z.string().trim() })])
      .optional(),
  })
  .refine(({ owner, memberships }) => owner !== "members" || memberships, {
    message: "Choose the table that says who is a member",
    path: ["memberships"],
  })
  .refine(({ owner, through }) => owner !== "through" || /.\../.test(through ?? ""), {
    message: "Name a table of users and its column with Clerk's id",
    path: ["through"],
  })
  .refine(({ write, role }) => write !== "role" || /^(?:org:)?\w+$/.test(role ?? ""), {
    message: "Name a role, such as admin",
    path: ["role"],
  })
  .refine(({ owner, write }) => !["user", "through"].includes(owner) || write !== "role", {
    message: "A table of single users has no roles",
    path: ["write"],
  });

/** The policies of a bucket of Storage: what the first folder of a file's name is, and who gets to the file. */
export const protectBucketSchema = z
  .object({
    bucket: z.string().trim().min(1, "A name is needed").max(100),
    owner: z.enum(["user", "organization"]),
    /** With `organization`: files are the user's own where no organization is active. */
    personal: z.boolean().default(false),
    /** `public`: the bucket is public. */
    read: z.enum(PROTECT_READERS),
    write: z.enum(PROTECT_WRITERS),
    /** With `write: role`: the role's name, such as `admin`. */
    role: z.string().trim().optional(),
    /** Policies on `auth.jwt()` alone, without functions. */
    native: z.boolean().default(false),
    /** Drop other policies of this bucket that let more through. */
    replace: z.boolean().default(false),
  })
  .refine(({ write, role }) => write !== "role" || /^(?:org:)?\w+$/.test(role ?? ""), {
    message: "Name a role, such as admin",
    path: ["role"],
  });

export type ProtectBucketInput = z.input<typeof protectBucketSchema>;
export type ProtectBucketRequest = z.output<typeof protectBucketSchema>;

export type ProtectInput = z.input<typeof protectSchema>;
export type ProtectRequest = z.output<typeof protectSchema>;

export interface ProtectPlan {
  /** What would be done, a sentence each. */
  readonly purposes: readonly string[];
  /** The SQL that would run; empty when nothing is missing. */
  readonly sql: string;
}
