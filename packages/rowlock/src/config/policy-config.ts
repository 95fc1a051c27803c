// `[policy]` of rowlock.toml: who is meant to see and change what, so that audit and prove can tell a leak from an
// intention. What is not declared is meant for its owner alone.
import * as z from "zod";

/**
 * Who is meant to have access. `owner` follows the table: the user, organization or group that its rows name;
 * `user` and `organization` say which of them; `nobody` is for what only the server touches.
 */
export const AUDIENCES = [
  "owner",
  "user",
  "organization",
  "authenticated",
  "public",
  "nobody",
] as const;

const audience = z.enum(AUDIENCES);

const writers = z.union([
  audience,
  z.templateLiteral(["role:", z.string().regex(/^[A-Za-z0-9_:]+$/)]),
]);

const intentSchema = z.strictObject({
  read: audience.default("owner"),
  /** Who may add, change and delete; `role:admin` are those of the owners who have the role. */
  write: writers.default("owner"),
  /** The column that says whose a row is, where it can't be told. */
  owner: z.string().min(1).optional(),
});

export const policyConfigSchema = z.strictObject({
  /** By `schema.name`: tables and views. */
  tables: z.record(z.string(), intentSchema).default({}),
  /** By `schema.name`: who may call a function and see what it gives. */
  functions: z.record(z.string(), z.strictObject({ read: audience.default("owner") })).default({}),
});

export type Audience = z.output<typeof audience>;
export type Writers = z.output<typeof writers>;
export type TableIntent = z.output<typeof intentSchema>;
export type PolicyConfig = z.output<typeof policyConfigSchema>;
