// What Supabase's Management API tells of a project, each part by itself: a token may have the right to one and not to
// another. https://supabase.com/docs/reference/api
// INVARIANT: of keys that open the database only that they are there is kept.
import * as z from "zod";
import type { Answer, Api } from "./ask.ts";

export interface SupabaseProject {
  readonly ref: string;
  readonly status: Answer<string>;
  /** The schemas that the Data API exposes. */
  readonly schemas: Answer<readonly string[]>;
  readonly keys: Answer<readonly ApiKey[]>;
  /** Whether the legacy keys, anon and service_role, are taken. */
  readonly legacyEnabled: Answer<boolean>;
  readonly signingKeys: Answer<readonly SigningKey[]>;
  readonly integrations: Answer<readonly Integration[]>;
  /** Versions and names of the migrations that were applied. */
  readonly migrations: Answer<readonly AppliedMigration[]>;
}

export interface ApiKey {
  readonly type: "publishable" | "anon" | "secret";
  /** Of a key that an app may show; null for one that it may not. */
  readonly value: string | null;
}

export type SigningKey = z.output<typeof signingKeySchema>;
export type AppliedMigration = z.output<typeof migrationSchema>;

/** Third-party auth: whose tokens the project takes beside its own. */
export interface Integration {
  readonly id: string;
  /** Without a slash at its end; null: it names keys, or their address, instead. */
  readonly issuer: string | null;
  /** The ids of the keys that Supabase has fetched; null: none yet. */
  readonly keyIds: readonly string[] | null;
}

const projectSchema = z.object({ status: z.string() });
const postgrestSchema = z.object({ db_schema: z.string() });
const keySchema = z.object({
  name: z.string(),
  type: z.string().nullish(),
  api_key: z.string().nullish(),
});
const legacySchema = z.object({ enabled: z.boolean() });
const signingKeySchema = z.object({ algorithm: z.string(), status: z.string() });
const integrationSchema = z.object({
  id: z.string(),
  oidc_issuer_url: z.string().nullish(),
  resolved_jwks: z.unknown().optional(),
});
const resolvedSchema = z.object({ keys: z.array(z.object({ kid: z.string() })) });
const migrationSchema = z.object({ version: z.string(), name: z.string().optional() });

export async function readSupabaseProject(api: Api, ref: string): Promise<SupabaseProject> {
  const at = `/v1/projects/${encodeURIComponent(ref)}`;
  const [status, schemas, keys, legacyEnabled, signingKeys, integrations, migrations] =
    await Promise.all([
      api.get(
        at,
        projectSchema.transform((project) => project.status),
      ),
      api.get(`${at}/postgrest`, postgrestSchema.transform(schemasOf)),
      api.get(`${at}/api-keys`, z.array(keySchema).transform(keysOf)),
      api.get(
        `${at}/api-keys/legacy`,
        legacySchema.transform(({ enabled }) => enabled),
      ),
      api.get(
        `${at}/config/auth/signing-keys`,
        z.object({ keys: z.array(signingKeySchema) }).transform((one) => one.keys),
      ),
      api.get(
        `${at}/config/auth/third-party-auth`,
        z.array(integrationSchema).transform((all) => all.map(integrationOf)),
      ),
      api.get(`${at}/database/migrations`, z.array(migrationSchema)),
    ]);
  return { ref, status, schemas, keys, legacyEnabled, signingKeys, integrations, migrations };
}

function schemasOf({ db_schema }: z.output<typeof postgrestSchema>): readonly string[] {
  return db_schema
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function keysOf(keys: readonly z.output<typeof keySchema>[]): readonly ApiKey[] {
  return keys.flatMap(({ name, type, api_key: value }): ApiKey[] => {
    if (type === "publishable") return [{ type: "publishable", value: value ?? null }];
    if (type === "secret") return [{ type: "secret", value: null }];
    if (name === "anon") return [{ type: "anon", value: value ?? null }];
    return [];
  });
}

function integrationOf(one: z.output<typeof integrationSchema>): Integration {
  const resolved = resolvedSchema.safeParse(one.resolved_jwks);
  return {
    id: one.id,
    issuer: one.oidc_issuer_url?.replace(/\/$/, "") ?? null,
    keyIds: resolved.success ? resolved.data.keys.map(({ kid }) => kid) : null,
  };
}
