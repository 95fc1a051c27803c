// A copy as this project would serve it: its settings, its keys, and people's tokens as its identity service gives them.
import { rowlockError } from "../errors/registry.ts";
import { instanceKeys } from "../project/keys/project-keys.ts";
import type { OpenedProject } from "../project/open-project.ts";
import { createProjectState, thirdPartyIssuers } from "../project/project-state.ts";
import { projectApiConfig } from "../stack/data-api/project-api-config.ts";
import { createKeyRing } from "../tokens/key-ring/key-ring.ts";
import { projectEntries, type ThirdPartyIssuer } from "../tokens/key-ring/project-entries.ts";
import {
  generateInstanceKey,
  type InstanceKey,
  loadInstanceKey,
} from "../tokens/keys/instance-key.ts";
import { parseTemplate } from "../tokens/templates/jwt-template.ts";
import type { JsonObject } from "../tokens/verified-token.ts";
import { type OpenProofCopy, openProofCopy, type ProofCopyOptions } from "./proof-copy.ts";
import { createProofTokens } from "./proof-tokens.ts";

export interface ProjectProofCopyOptions {
  readonly opened: OpenedProject;
  /** Where the copy is. */
  readonly place: Pick<ProofCopyOptions, "superuserUrl" | "urls">;
  /** The JWT template whose tokens are used, by its name in rowlock.toml; session tokens when absent. */
  readonly template?: string | undefined;
  readonly onNotice: (notice: string) => void;
}

/** @throws USAGE for a template that is not declared, DATABASE_UNREACHABLE */
export async function openProjectProofCopy({
  opened,
  place,
  template,
  onNotice,
}: ProjectProofCopyOptions): Promise<OpenProofCopy> {
  const { project, addresses } = opened;
  if (template === undefined) requireRole(project);
  const state = createProjectState(opened, { now: Date.now, onNotice });
  const signing = {
    projectSecrets: [state.appKeys().jwtSecret],
    allowedRoles: state.allowedRoles,
  };
  const issuers = thirdPartyIssuers(project);
  const thirdPartyKey =
    issuers.length === 0 ? undefined : loadInstanceKey(await generateInstanceKey());
  const mintToken = await createProofTokens({
    ...signing,
    issuer: addresses.clerkIssuer,
    instanceKey: instanceKeys(opened.storedKeys).current,
    thirdPartyKey,
    supabaseIntegration: true,
    template: template === undefined ? undefined : findTemplate(opened, template, signing),
    now: Date.now,
  });
  return openProofCopy({
    ...place,
    readConfig: projectApiConfig(opened),
    keys: createKeyRing(
      projectEntries({
        ...signing,
        identity: { issuer: addresses.clerkIssuer, keys: state.instanceKeys() },
        thirdParties: thirdPartyKey && issuers.map((issuer) => standIn(issuer, thirdPartyKey)),
      }),
    ),
    apiKeys: state.appKeys,
    addresses,
    mintToken,
    hasStorage: project.supabase.storage.enabled,
    hasRealtime: project.supabase.realtime.enabled,
    now: Date.now,
    onNotice,
  });
}

/** A third party whose one key is here: nobody is asked for the real ones. */
function standIn(issuer: string, { kid, publicKey }: InstanceKey): ThirdPartyIssuer {
  const find = (asked: string) => Promise.resolve(asked === kid ? publicKey : undefined);
  return { issuer, jwks: { generation: 0, find } };
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
  return (claims: JsonObject) =>
    parseTemplate(
      {
        name,
        claims: { ...declared.claims, ...claims },
        lifetime: declared.lifetime,
        allowedClockSkew: declared.allowed_clock_skew,
        signingKey: declared.signing_key,
        signingAlgorithm: declared.signing_algorithm,
      },
      signing,
    );
}
