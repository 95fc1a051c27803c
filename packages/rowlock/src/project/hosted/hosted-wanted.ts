// What a project says of its hosted pair: its two files, its migrations, the keys that its app is given.
import type { Variables } from "../../config/environment-files.ts";
import type { Project } from "../../config/project.ts";
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { AppKeysFound, NamedKey, Wanted } from "../../hosted/checks/line.ts";
import { meaningOf } from "../environment/meanings.ts";

interface WantedOptions {
  /** The variables that the app gets at its host. */
  readonly app: Variables;
  readonly production: boolean;
}

/** @throws HOSTED_FORM where the project declares no way for tokens to reach Supabase */
export async function hostedWanted(
  project: Project,
  { app, production }: WantedOptions,
): Promise<Wanted> {
  const { clerk } = project.rowlock;
  const templates = clerk.jwt_templates
    .filter(({ signing_key: key }) => key === "project")
    .map(({ name, claims }) => ({ name, claims }));
  const native = clerk.supabase_integration === true;
  if (!native && templates.length === 0) {
    throw rowlockError("HOSTED_FORM", {
      message:
        "rowlock.toml declares neither a JWT template with the project's key nor session tokens for Supabase",
      hint: 'Add [[clerk.jwt_templates]] with signing_key = "project", or supabase_integration = true under [clerk]',
    });
  }
  const { migrations } = await readLocalMigrations(project.supabaseDirectory);
  return {
    templates,
    native,
    schemas: project.supabase.api.schemas,
    migrations: migrations.map(({ version, path }) => ({ version, path })),
    origins: clerk.allowed_origins,
    webhooks: clerk.webhooks.length,
    production,
    app: appKeysIn(app),
  };
}

/** The keys of an app by what its variables mean; those that an app shows come first under the names that are published. */
function appKeysIn(variables: Variables): AppKeysFound {
  const named = Object.entries(variables).flatMap(([variable, value]) => {
    const meaning = value === undefined ? undefined : meaningOf(variable);
    return meaning === undefined || value === undefined ? [] : [{ variable, value, meaning }];
  });
  const first = (...wanted: readonly string[]): NamedKey | undefined => {
    const found = wanted.flatMap((one) => named.filter(({ meaning }) => meaning.variable === one));
    return found[0] && { variable: found[0].variable, value: found[0].value };
  };
  return {
    clerkPublishableKey: first("CLERK_PUBLISHABLE_KEY"),
    supabaseKey: first("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_KEY"),
    published: named.filter(({ meaning }) => meaning.wouldPublish).map(({ variable }) => variable),
  };
}
