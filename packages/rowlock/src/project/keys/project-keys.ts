// The project's keys, made at the first start and kept in .rowlock/keys.json (mode 0600): what signs, what opens.
// Guarantee: made once, never replaced in passing; a damaged file is an error, because new keys would end every session.
import { randomBytes } from "node:crypto";
import { access } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Ports } from "../../config/project.ts";
import { publishableKeyFor } from "../../identity/addresses.ts";
import {
  generateOpaqueKey,
  generateProjectSecret,
  signApiKey,
} from "../../tokens/keys/api-keys.ts";
import {
  generateInstanceKey,
  loadInstanceKey,
  loadPublicInstanceKey,
} from "../../tokens/keys/instance-key.ts";
import type { InstanceKeys } from "../../tokens/keys/instance-keys.ts";
import type { AppKeys } from "../environment/environment.ts";
import type { StateDirectory } from "../state/state-directory.ts";

const FILE = "keys.json";

const secret = z.string().min(16);

const keysSchema = z.strictObject({
  version: z.literal(1),
  /** Unix seconds; the API keys are signed as of then, so that they stay the same from start to start. */
  issuedAt: z.int().positive(),
  jwtSecret: z.string().min(32),
  supabasePublishableKey: secret,
  supabaseSecretKey: secret,
  clerkSecretKey: secret,
  instanceKey: z.string().startsWith("-----BEGIN"),
  /** Public halves, the latest first; Unix seconds after which they verify nothing. */
  retiredInstanceKeys: z.array(
    z.strictObject({ publicKey: z.string().startsWith("-----BEGIN PUBLIC"), validUntil: z.int() }),
  ),
  databasePasswords: z.strictObject({
    superuser: secret,
    owner: secret,
    authenticator: secret,
    service: secret,
    identity: secret,
  }),
});

export type StoredKeys = z.output<typeof keysSchema>;

/** True when a start, or a command, has made the keys of this state folder. */
export async function hasProjectKeys(stateDirectory: string): Promise<boolean> {
  return access(join(stateDirectory, FILE)).then(
    () => true,
    () => false,
  );
}

/** The stored keys; made when there are none. @throws STATE_DAMAGED, STATE_UNWRITABLE */
export async function loadProjectKeys(
  state: StateDirectory,
  { dataDirectory }: { readonly dataDirectory: () => string },
): Promise<StoredKeys> {
  const read = () => state.read(FILE, keysSchema, { remedy: () => lossOf(state, dataDirectory()) });
  const found = await read();
  if (found !== undefined) return found;
  const made = await generateKeys();
  try {
    await state.create(FILE, made);
    return made;
  } catch (error) {
    // Another command was first: its keys count, or the two would open different databases.
    const theirs = await read();
    if (theirs === undefined) throw error;
    return theirs;
  }
}

function lossOf({ path }: StateDirectory, dataDirectory: string): string {
  return [
    "Restore it from a backup; nothing was changed.",
    `Without one, the password of the database in ${dataDirectory} is lost, and with it everybody who signed up and every row;`,
    `what migrations, seeds and rowlock.toml hold is not. Then run: mv ${join(path, FILE)} ${join(path, FILE)}.damaged;`,
    `mv ${dataDirectory} ${dataDirectory}.locked. The next start makes new keys and a new database, and apps need the new keys: rowlock env`,
  ].join(" ");
}

/** Replaces the stored keys, for a rotation. */
export async function saveProjectKeys(state: StateDirectory, keys: StoredKeys): Promise<void> {
  await state.write(FILE, keysSchema.parse(keys));
}

async function generateKeys(): Promise<StoredKeys> {
  const password = () => randomBytes(24).toString("base64url");
  return {
    version: 1,
    issuedAt: Math.floor(Date.now() / 1000),
    jwtSecret: generateProjectSecret(randomBytes),
    supabasePublishableKey: generateOpaqueKey("publishable", randomBytes),
    supabaseSecretKey: generateOpaqueKey("secret", randomBytes),
    clerkSecretKey: `sk_test_${randomBytes(30).toString("base64url").replace(/[-_]/g, "x")}`,
    instanceKey: await generateInstanceKey(),
    retiredInstanceKeys: [],
    databasePasswords: {
      superuser: password(),
      owner: password(),
      authenticator: password(),
      service: password(),
      identity: password(),
    },
  };
}

/** The keys that apps and their developers are handed. */
export async function appKeys(keys: StoredKeys, ports: Ports): Promise<AppKeys> {
  const sign = (role: "anon" | "service_role") =>
    signApiKey({ projectSecret: keys.jwtSecret, role, issuedAt: keys.issuedAt });
  const [anonKey, serviceRoleKey] = await Promise.all([sign("anon"), sign("service_role")]);
  return {
    anonKey,
    serviceRoleKey,
    publishableKey: keys.supabasePublishableKey,
    secretKey: keys.supabaseSecretKey,
    jwtSecret: keys.jwtSecret,
    clerkPublishableKey: publishableKeyFor(`127.0.0.1:${ports.clerk}`),
    clerkSecretKey: keys.clerkSecretKey,
  };
}

/** The keys that sign and verify session tokens. */
export function instanceKeys(keys: StoredKeys): InstanceKeys {
  return {
    current: loadInstanceKey(keys.instanceKey),
    retired: keys.retiredInstanceKeys.map(({ publicKey, validUntil }) => ({
      key: loadPublicInstanceKey(publicKey),
      validUntil,
    })),
  };
}
