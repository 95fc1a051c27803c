// What a form asks for: one change of the schema as data. The server turns it into SQL (changes/), shows that, and runs it.
import * as z from "zod";

const name = z
  .string()
  .trim()
  .min(1, "A name is needed")
  .max(63, "PostgreSQL cuts names at 63 characters");
const optionalText = z.string().trim().optional();

const relation = { schema: name, table: name };

export const PRIVILEGES = ["select", "insert", "update", "delete"] as const;
export const POLICY_COMMANDS = ["all", "select", "insert", "update", "delete"] as const;
export const VOLATILITIES = ["immutable", "stable", "volatile"] as const;
export const DELETE_ACTIONS = [
  "no action",
  "cascade",
  "restrict",
  "set null",
  "set default",
] as const;

const foreignKey = z.object({
  ...relation,
  column: name,
  onDelete: z.enum(DELETE_ACTIONS).default("no action"),
});

const column = z.object({
  name,
  type: z.string().trim().min(1, "Choose a type"),
  /** An SQL expression; empty means none. */
  default: optionalText,
  identity: z.boolean().default(false),
  primaryKey: z.boolean().default(false),
  nullable: z.boolean().default(true),
  unique: z.boolean().default(false),
  references: foreignKey.optional(),
});

const grants = z
  .array(z.object({ role: name, privileges: z.array(z.enum(PRIVILEGES)).min(1) }))
  .default([]);

const createTable = z.object({
  kind: z.literal("create-table"),
  schema: name,
  name,
  comment: optionalText,
  rls: z.boolean(),
  columns: z.array(column).max(1600, "PostgreSQL takes 1,600 columns at most"),
  grants,
});

const alterColumn = z.object({
  kind: z.literal("alter-column"),
  ...relation,
  column: name,
  rename: name.optional(),
  type: z.string().trim().min(1).optional(),
  /** An SQL expression that gives the new value where the type can't be cast by itself. */
  using: optionalText,
  /** `null` takes the default away. */
  default: z.string().trim().nullable().optional(),
  nullable: z.boolean().optional(),
});

const policy = z.object({
  ...relation,
  name,
  permissive: z.boolean().default(true),
  command: z.enum(POLICY_COMMANDS),
  /** None means every role (`public`). */
  roles: z.array(name).default([]),
  using: optionalText,
  check: optionalText,
});

const functionArgument = z.object({
  name: z.string().trim().max(63).optional(),
  type: z.string().trim().min(1, "Choose a type"),
  default: optionalText,
});

const saveFunction = z.object({
  kind: z.literal("save-function"),
  schema: name,
  name,
  replace: z.boolean().default(false),
  arguments: z.array(functionArgument).max(100).default([]),
  returns: z.string().trim().min(1, "Choose a return type"),
  language: name,
  volatility: z.enum(VOLATILITIES),
  securityDefiner: z.boolean().default(false),
  /** Settings that hold while it runs, such as `search_path`. */
  settings: z.array(z.object({ name, value: z.string() })).default([]),
  definition: z.string().refine((text) => text.trim() !== "", "A definition is needed"),
});

const grant = z.object({
  ...relation,
  grants: grants.refine((list) => list.length > 0, "Name a role"),
  /** Sequences behind `serial` columns: an insert needs them too. */
  sequences: z.array(z.object({ schema: name, name })).default([]),
});

export const changeSchema = z.discriminatedUnion("kind", [
  createTable,
  z.object({ kind: z.literal("drop-table"), ...relation, cascade: z.boolean().default(false) }),
  z.object({ kind: z.literal("rename-table"), ...relation, to: name }),
  z.object({ kind: z.literal("comment-table"), ...relation, comment: z.string().trim() }),
  z.object({ kind: z.literal("add-column"), ...relation, column }),
  alterColumn,
  z.object({
    kind: z.literal("drop-column"),
    ...relation,
    column: name,
    cascade: z.boolean().default(false),
  }),
  z.object({ kind: z.literal("set-rls"), ...relation, enabled: z.boolean() }),
  z.object({ kind: z.literal("create-policy"), ...policy.shape }),
  z.object({ kind: z.literal("replace-policy"), ...policy.shape, replaces: name }),
  z.object({ kind: z.literal("drop-policy"), ...relation, name }),
  saveFunction,
  z.object({
    kind: z.literal("drop-function"),
    schema: name,
    name,
    /** The types of its arguments, as PostgreSQL names them. */
    argumentTypes: z.array(z.string()),
    cascade: z.boolean().default(false),
  }),
  z.object({ kind: z.literal("grant"), ...grant.shape }),
  z.object({ kind: z.literal("revoke"), ...grant.shape }),
]);

/** A change as the server has it, with its defaults filled in. */
export type Change = z.output<typeof changeSchema>;
/** A change as a form sends it. */
export type ChangeInput = z.input<typeof changeSchema>;
export type ChangeKind = Change["kind"];
export type ChangeOf<Kind extends ChangeKind> = Extract<Change, { kind: Kind }>;
export type ColumnDefinition = z.output<typeof column>;
export type ColumnInput = z.input<typeof column>;
export type Privilege = (typeof PRIVILEGES)[number];
export type PolicyCommand = (typeof POLICY_COMMANDS)[number];
export type Volatility = (typeof VOLATILITIES)[number];
export type DeleteAction = (typeof DELETE_ACTIONS)[number];

/** What a preview answers: the SQL that would run. */
export interface ChangePreview {
  readonly statements: readonly string[];
}
