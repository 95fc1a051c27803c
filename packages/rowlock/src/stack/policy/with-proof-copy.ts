// Where the copy of a proof comes from: the migrations, replayed in a cluster of its own; or, where there are none, a
// clone of the project's own database. Never a database that anybody uses, and always on this machine.
import { randomBytes } from "node:crypto";
import { clearBackgroundWork } from "../../database/baseline/clear-background-work.ts";
import { readLocalMigrations } from "../../database/migrations/local-migrations.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { execute } from "../../database/roles/ensure-role.ts";
import { APP_DATABASE, EMBEDDED_LOGINS } from "../../database/roles/role-names.ts";
import { rowlockError } from "../../errors/registry.ts";
import { identifier, sql } from "../../sql/fragment.ts";
import { parseTemplate } from "../../tokens/templates/jwt-template.ts";
import { projectApiConfig } from "../data-api/project-api-config.ts";
import { instanceKeys } from "../keys/project-keys.ts";
import type { OpenedProject } from "../open-project.ts";
import { createProjectState } from "../project-state.ts";
import { withScratchDatabase } from "../scratch/with-scratch-database.ts";
import { withDatabases } from "../with-databases.ts";
import { type OpenProofCopy, openProofCopy, type ProofCopyOptions } from "./proof-copy.ts";
import { createProofTokens } from "./proof-tokens.ts";

export interface ProofCopySource {
  readonly copy: OpenProofCopy;
  readonly from: "migrations" | "clone";
}

export interface WithProofCopyOptions {
  readonly opened: OpenedProject;
  /** The JWT template whose tokens are used, by its name in rowlock.toml; session tokens when absent. */
  readonly template?: string | undefined;
  readonly onNotice: (notice: string) => void;
}

/** @throws PROVE_NOTHING_TO_COPY, and what replaying the migrations throws */
export async function withProofCopy<T>(
  options: WithProofCopyOptions,
  work: (source: ProofCopySource) => Promise<T>,
): Promise<T> {
  const { opened } = options;
  const { migrations } = await readLocalMigrations(opened.project.supabaseDirectory);
  if (migrations.length > 0) {
    return withScratchDatabase(options, ({ urls, superuserUrl }) =>
      withOpenCopy({ superuserUrl, urls }, options, (copy) => work({ copy, from: "migrations" })),
    );
  }
  if (opened.running !== undefined) {
    throw rowlockError("PROVE_NOTHING_TO_COPY", {
      message:
        "There are no migrations to build a copy from, and a database in use can't be cloned",
      hint: "Keep the changes as migrations (in Studio, Database > Migrations), or end rowlock dev first",
    });
  }
  return withClone(options, work);
}

type CopyUrls = Pick<ProofCopyOptions, "superuserUrl" | "urls">;

async function withOpenCopy<T>(
  place: CopyUrls,
  { opened, template, onNotice }: WithProofCopyOptions,
  work: (copy: OpenProofCopy) => Promise<T>,
): Promise<T> {
  const { project, addresses } = opened;
  if (template === undefined) requireRole(project);
  const state = createProjectState(opened, { now: Date.now, onNotice });
  const signing = {
    projectSecrets: [state.appKeys().jwtSecret],
    allowedRoles: state.allowedRoles,
  };
  const mintToken = await createProofTokens({
    ...signing,
    issuer: addresses.clerkIssuer,
    instanceKey: instanceKeys(opened.storedKeys).current,
    supabaseIntegration: true,
    template: template === undefined ? undefined : findTemplate(opened, template, signing),
    now: Date.now,
  });
  const copy = await openProofCopy({
    ...place,
    readConfig: projectApiConfig(opened),
    keys: state.ring,
    apiKeys: state.appKeys,
    addresses,
    mintToken,
    now: Date.now,
    onNotice,
  });
  try {
    return await work(copy);
  } finally {
    await copy.close();
  }
}

/** Without the Supabase integration a session token has no role and acts as anon: there would be nothing to prove. */
function requireRole({ rowlock }: OpenedProject["project"]): void {
  if (rowlock.clerk.supabase_integration !== false) return;
  throw rowlockError("USAGE", {
    message: "Session tokens carry no role here: [clerk] supabase_integration is false",
    hint: "Name the JWT template that the app uses with --template",
  });
}

function findTemplate(
  { project }: OpenedProject,
  name: string,
  signing: Parameters<typeof parseTemplate>[1],
) {
  const declared = project.rowlock.clerk.jwt_templates.find((one) => one.name === name);
  if (declared === undefined) {
    throw rowlockError("USAGE", {
      message: `rowlock.toml declares no JWT template ${name}`,
      hint: "Add it under [[clerk.jwt_templates]], or leave --template out to use session tokens",
    });
  }
  return parseTemplate(
    {
      name,
      claims: declared.claims,
      lifetime: declared.lifetime,
      allowedClockSkew: declared.allowed_clock_skew,
      signingKey: declared.signing_key,
      signingAlgorithm: declared.signing_algorithm,
    },
    signing,
  );
}

async function withClone<T>(
  options: WithProofCopyOptions,
  work: (source: ProofCopySource) => Promise<T>,
): Promise<T> {
  const { opened, onNotice } = options;
  const name = `rowlock_proof_${randomBytes(6).toString("hex")}`;
  return withDatabases({ opened, onNotice }, async ({ urls, superuserUrl }) => {
    const maintain = (statement: ReturnType<typeof sql>) =>
      withClient(superuserUrl("template1"), (client) => execute(client, statement));
    const owner = identifier(EMBEDDED_LOGINS.owner);
    await maintain(
      sql`create database ${identifier(name)} template ${identifier(APP_DATABASE)} owner ${owner}`,
    );
    try {
      await withClient(superuserUrl(name), clearBackgroundWork);
      const cloned = {
        authenticator: inDatabase(urls.authenticator, name),
        service: inDatabase(urls.service, name),
      };
      return await withOpenCopy(
        { superuserUrl: superuserUrl(name), urls: cloned },
        options,
        (copy) => work({ copy, from: "clone" }),
      );
    } finally {
      await maintain(sql`drop database ${identifier(name)} with (force)`);
    }
  });
}

function inDatabase(connectionString: string, name: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
