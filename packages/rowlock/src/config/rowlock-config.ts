// rowlock.toml: what is Clerk's in a project. Keys carry the names of Clerk's Backend API.
// What is declared here is applied at each start and can't be changed in Studio.
import * as z from "zod";
import {
  applicationSchema,
  organizationSchema,
  organizationSettingsSchema,
  restrictionsSchema,
  signInSchema,
  socialStrategy,
} from "./clerk-instance.ts";
import { policyConfigSchema } from "./policy-config.ts";
import { flag, integer } from "./typed-values.ts";

const metadata = z.record(z.string(), z.json()).default({});

/** A user made at start unless one with this address is there. `password` may be `env(NAME)`. */
const userSchema = z.strictObject({
  id: z
    .string()
    .regex(/^user_[A-Za-z0-9]+$/, "expected user_ followed by letters and digits")
    .optional(),
  email_address: z.email(),
  password: z.string().min(8).optional(),
  phone_number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "expected a phone number in E.164, such as +12015550100")
    .optional()
    .describe("in E.164, such as `+12015550100`; taken as verified"),
  totp_secret: z
    .string()
    .optional()
    .describe("an authenticator app that is set up, by its secret in base32"),
  backup_codes: z
    .array(z.string().min(1))
    .optional()
    .describe("in place of the app's codes, each once; whoever has `totp_secret` may have them"),
  external_accounts: z
    .array(
      z.strictObject({
        provider: socialStrategy,
        email_address: z.email().optional(),
        provider_user_id: z.string().min(1).max(120).optional(),
      }),
    )
    .optional()
    .describe(
      "accounts at providers of social sign-in that are connected; each with the user's own address unless it names another",
    ),
  username: z.string().min(1).optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  public_metadata: metadata,
  private_metadata: metadata,
  unsafe_metadata: metadata,
});

const jwtTemplateSchema = z.strictObject({
  name: z.string().min(1),
  claims: z.record(z.string(), z.json()).default({}),
  lifetime: z.int().min(30).max(315_360_000).default(60),
  allowed_clock_skew: z.int().min(0).max(300).default(5),
  signing_algorithm: z.string().default("RS256"),
  /** `project` is the project's JWT secret and follows its rotation; otherwise a key, best as `env(NAME)`. */
  signing_key: z.string().min(1).optional(),
});

const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** Event types such as `user.created`; none means all. */
  events: z.array(z.string().min(1)).default([]),
  /** `whsec_...`, best as `env(NAME)`; none: one is made and kept in the state folder. */
  signing_secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{24,}={0,2}$/, "expected whsec_ followed by base64")
    .optional(),
});

/** Of a page, an extension, or an app with a scheme of its own; never of what has no origin. */
const APP_SCHEME =
  /^(?!(?:javascript|data|blob|about|file|filesystem|wss?|ftp)$)[a-z][a-z0-9+.-]*$/;

export const rowlockConfigSchema = z.strictObject({
  clerk: z
    .strictObject({
      port: integer(z.int().min(1).max(65_535).default(54_331)).describe(
        "where the Frontend and the Backend API listen",
      ),
      allowed_origins: z
        .array(z.url({ protocol: APP_SCHEME }))
        .default([])
        .describe(
          "origins besides loopback ones that may call the Frontend API and be redirected to",
        ),
      supabase_integration: flag()
        .optional()
        .describe(
          "session tokens carry `role: authenticated`, as with Clerk's Supabase integration",
        ),
      roles: z
        .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
        .default([])
        .describe("database roles that tokens may ask for, besides anon and authenticated"),
      application: applicationSchema.prefault({}),
      sign_in: signInSchema.prefault({}),
      restrictions: restrictionsSchema.prefault({}),
      organization_settings: organizationSettingsSchema.prefault({}),
      users: z.array(userSchema).default([]),
      organizations: z.array(organizationSchema).default([]),
      jwt_templates: z.array(jwtTemplateSchema).default([]),
      webhooks: z.array(webhookSchema).default([]),
    })
    .refine((clerk) => !clerk.roles.includes("service_role"), {
      path: ["roles"],
      message: "service_role is never given by a token of a person",
    })
    .prefault({}),
  db: z
    .strictObject({
      password: z
        .string()
        .min(1)
        .optional()
        .describe(
          "of the database's owner, `postgres`, in place of a secret one: whoever knows it and runs on this machine [is in](config.md#the-supabase-cli-beside-rowlock)",
        ),
      absent_extensions: z
        .enum(["refuse", "skip"])
        .default("refuse")
        .describe(
          "where a migration or a seed asks for an extension that this PostgreSQL lacks: stop there, or pass over that statement and what fails for want of it, each told by file and line",
        ),
      engine: z
        .string()
        .min(1)
        .optional()
        .describe(
          "the folder of an [installed PostgreSQL's](postgres.md) programs, or `pg_config` to ask that; left out: Rowlock's own",
        ),
    })
    .prefault({}),
  net: z
    .strictObject({
      allowed_hosts: z
        .array(z.string().regex(/^[A-Za-z0-9.-]+$/, "expected a host name such as example.com"))
        .default([])
        .describe(
          "host names besides this machine's that `net.http_*` and Database Webhooks may call",
        ),
    })
    .prefault({}),
  policy: policyConfigSchema.prefault({}),
});

export type RowlockConfig = z.output<typeof rowlockConfigSchema>;
export type SeedUser = z.output<typeof userSchema>;
export type DeclaredJwtTemplate = z.output<typeof jwtTemplateSchema>;
export type DeclaredWebhook = z.output<typeof webhookSchema>;
