// The keys of a running stack: what signs and verifies now. One place, so that a rotation reaches everything at once.
import { randomBytes } from "node:crypto";
import { createKeyRing, type KeyRing } from "../tokens/key-ring/key-ring.ts";
import {
  type ProjectEntriesOptions,
  projectEntries,
  type ThirdPartyIssuer,
} from "../tokens/key-ring/project-entries.ts";
import { createRemoteJwks, type RemoteJwksOptions } from "../tokens/key-ring/remote-jwks.ts";
import type { InstanceKeys } from "../tokens/keys/instance-keys.ts";
import type { AppKeys, Environment } from "./environment/environment.ts";
import { appKeys, instanceKeys, type StoredKeys, saveProjectKeys } from "./keys/project-keys.ts";
import { withNewInstanceKey, withNewJwtSecret } from "./keys/rotate-stored-keys.ts";
import type { RotatesKeys } from "./keys/rotation.ts";
import type { OpenedProject } from "./open-project.ts";

export interface ProjectState extends RotatesKeys {
  readonly opened: OpenedProject;
  readonly ring: KeyRing;
  /** The database roles that a person's token may ask for. */
  readonly allowedRoles: readonly string[];
  /** The same object until a rotation. */
  appKeys(): AppKeys;
  environment(): Promise<Environment>;
  instanceKeys(): InstanceKeys;
}

export interface ProjectStateOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  /** Asks third-party issuers for their keys. Default: the global fetch. */
  readonly fetch?: RemoteJwksOptions["fetch"] | undefined;
}

export function createProjectState(
  opened: OpenedProject,
  options: ProjectStateOptions,
): ProjectState {
  const { project, addresses, state } = opened;
  const { now } = options;
  const allowedRoles = ["anon", "authenticated", ...project.rowlock.clerk.roles];
  const others = thirdParties(opened, options);
  let stored = opened.storedKeys;
  let keys = opened.keys;
  let instance = instanceKeys(stored);
  let rotating: Promise<void> = Promise.resolve();

  function entries(): ProjectEntriesOptions {
    return {
      projectSecrets: [keys.jwtSecret],
      allowedRoles,
      identity: { issuer: addresses.clerkIssuer, keys: instance },
      thirdParties: others,
    };
  }

  const ring = createKeyRing(projectEntries(entries()));

  async function adopt(next: StoredKeys): Promise<void> {
    const nextKeys = await appKeys(next, opened.ports);
    const nextInstance = instanceKeys(next);
    // Kept before it is used: what is signed from here on must be good after a restart too.
    await saveProjectKeys(state, next);
    stored = next;
    keys = nextKeys;
    instance = nextInstance;
    ring.replace(projectEntries(entries()));
  }

  /** One rotation after the other, so that none is lost in another's. */
  function rotate(change: (keys: StoredKeys) => StoredKeys | Promise<StoredKeys>): Promise<void> {
    const rotated = rotating.then(async () => adopt(await change(stored)));
    rotating = rotated.catch(() => {});
    return rotated;
  }

  return {
    opened,
    ring,
    allowedRoles,
    appKeys: () => keys,
    environment: () => opened.environment(keys),
    instanceKeys: () => instance,
    rotateJwtSecret: () =>
      rotate((before) => withNewJwtSecret(before, { now: now(), random: randomBytes })),
    rotateInstanceKey: ({ revoke = false } = {}) =>
      rotate((before) => withNewInstanceKey(before, { now: now(), revoke })),
  };
}

/** `[auth.third_party.clerk]`: a real Clerk domain, whose session tokens are accepted beside the local ones. */
export function thirdPartyIssuers({ supabase }: OpenedProject["project"]): readonly string[] {
  const { clerk } = supabase.auth.third_party;
  return clerk.enabled ? [`https://${clerk.domain}`] : [];
}

function thirdParties(
  { project }: OpenedProject,
  { now, onNotice, fetch: ask = fetch }: ProjectStateOptions,
): readonly ThirdPartyIssuer[] {
  return thirdPartyIssuers(project).map((issuer) => ({
    issuer,
    jwks: createRemoteJwks({
      url: `${issuer}/.well-known/jwks.json`,
      fetch: ask,
      now,
      onFailure: (reason) => onNotice(`The keys of ${issuer} can't be read: ${reason}`),
    }),
  }));
}
