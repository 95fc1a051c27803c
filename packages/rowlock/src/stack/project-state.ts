// The keys of a running stack: what signs and verifies now. One place, so that a rotation reaches everything at once.
import { randomBytes } from "node:crypto";
import { createKeyRing, type KeyRing } from "../tokens/key-ring/key-ring.ts";
import {
  type ProjectEntriesOptions,
  projectEntries,
  type ThirdPartyIssuer,
} from "../tokens/key-ring/project-entries.ts";
import { createRemoteJwks } from "../tokens/key-ring/remote-jwks.ts";
import { generateProjectSecret } from "../tokens/keys/api-keys.ts";
import type { InstanceKeys } from "../tokens/keys/instance-keys.ts";
import { type AppKeys, type Environment, fullEnvironment } from "./environment/environment.ts";
import { appKeys, instanceKeys, saveProjectKeys } from "./keys/project-keys.ts";
import type { OpenedProject } from "./open-project.ts";

export interface ProjectState {
  readonly opened: OpenedProject;
  readonly ring: KeyRing;
  /** The database roles that a person's token may ask for. */
  readonly allowedRoles: readonly string[];
  /** The same object until a rotation. */
  appKeys(): AppKeys;
  environment(): Environment;
  instanceKeys(): InstanceKeys;
  /** Makes a new JWT secret and the API keys that it signs; what the old one signed is refused from then on. */
  rotateJwtSecret(): Promise<void>;
}

export interface ProjectStateOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
}

export function createProjectState(
  opened: OpenedProject,
  options: ProjectStateOptions,
): ProjectState {
  const { project, addresses, pages, ports, state } = opened;
  const allowedRoles = ["anon", "authenticated", ...project.rowlock.clerk.roles];
  const instance = instanceKeys(opened.storedKeys);
  const others = thirdParties(opened, options);
  let stored = opened.storedKeys;
  let keys = opened.keys;

  function entries(): ProjectEntriesOptions {
    return {
      projectSecrets: [keys.jwtSecret],
      allowedRoles,
      identity: { issuer: addresses.clerkIssuer, keys: instance },
      thirdParties: others,
    };
  }

  const ring = createKeyRing(projectEntries(entries()));
  return {
    opened,
    ring,
    allowedRoles,
    appKeys: () => keys,
    environment: () =>
      fullEnvironment({
        ports,
        keys,
        pages,
        databaseUrl: opened.environment.SUPABASE_DB_URL ?? "",
      }),
    instanceKeys: () => instance,
    async rotateJwtSecret() {
      const issuedAt = Math.floor(options.now() / 1000);
      const next = { ...stored, jwtSecret: generateProjectSecret(randomBytes), issuedAt };
      const nextKeys = await appKeys(next, ports);
      // Kept before it is used: what is signed from here on must be good after a restart too.
      await saveProjectKeys(state, next);
      stored = next;
      keys = nextKeys;
      ring.replace(projectEntries(entries()));
    },
  };
}

/** `[auth.third_party.clerk]`: a real Clerk domain, whose session tokens are accepted beside the local ones. */
function thirdParties(
  { project }: OpenedProject,
  { now, onNotice }: ProjectStateOptions,
): readonly ThirdPartyIssuer[] {
  const { clerk } = project.supabase.auth.third_party;
  if (!clerk.enabled) return [];
  const issuer = `https://${clerk.domain}`;
  const jwks = createRemoteJwks({
    url: `${issuer}/.well-known/jwks.json`,
    fetch,
    now,
    onFailure: (reason) => onNotice(`The keys of ${issuer} can't be read: ${reason}`),
  });
  return [{ issuer, jwks }];
}
