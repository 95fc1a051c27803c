// The keys of a running stack: what signs and verifies now. One place, so that a rotation reaches everything at once.

import { createKeyRing, type KeyRing } from "../tokens/key-ring/key-ring.ts";
import { projectEntries, type ThirdPartyIssuer } from "../tokens/key-ring/project-entries.ts";
import { createRemoteJwks } from "../tokens/key-ring/remote-jwks.ts";
import type { InstanceKeys } from "../tokens/keys/instance-keys.ts";
import type { AppKeys } from "./environment/environment.ts";
import { instanceKeys } from "./keys/project-keys.ts";
import type { OpenedProject } from "./open-project.ts";

export interface ProjectState {
  readonly opened: OpenedProject;
  readonly ring: KeyRing;
  /** The database roles that a person's token may ask for. */
  readonly allowedRoles: readonly string[];
  appKeys(): AppKeys;
  instanceKeys(): InstanceKeys;
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
  const allowedRoles = ["anon", "authenticated", ...opened.project.rowlock.clerk.roles];
  const instance = instanceKeys(opened.storedKeys);
  const ring = createKeyRing(
    projectEntries({
      projectSecrets: [opened.keys.jwtSecret],
      allowedRoles,
      identity: { issuer: opened.addresses.clerkIssuer, keys: instance },
      thirdParties: thirdParties(opened, options),
    }),
  );
  return {
    opened,
    ring,
    allowedRoles,
    appKeys: () => opened.keys,
    instanceKeys: () => instance,
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
