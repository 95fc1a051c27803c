// What every part of the identity service works with, made once by createIdentity. Nothing here is global: clock,
// randomness, keys and the log are passed in.

import type { OriginPolicy } from "../http/origin-policy.ts";
import type { InstanceKeys } from "../tokens/keys/instance-keys.ts";
import type { ClaimsTemplate } from "../tokens/templates/claims-template.ts";
import type { ProjectSigning } from "../tokens/templates/role-rule.ts";
import type { Addresses } from "./addresses.ts";
import type { IdentityLog } from "./identity-log.ts";
import type { NewId, RandomBytes } from "./new-id.ts";
import type { PasswordHasher } from "./passwords/hash-password.ts";
import type { Settings, SettingsInput } from "./settings.ts";
import type { IdentityDatabase } from "./store/identity-database.ts";
import type { TemplateCache } from "./templates/template-cache.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";

/** The settings as they stand, and a way to change them. */
export interface SettingsHolder {
  /** What the configuration declares, by name: `social`, `second_factors.totp`. A change of it shows nowhere. */
  readonly declared: readonly string[];
  current(): Settings;
  /** The claims of a customized session token, parsed; undefined when there are none. */
  sessionClaims(): ClaimsTemplate | undefined;
  /** Lays a change over what is stored; what the configuration declares stays on top. */
  change(change: SettingsInput): Promise<Settings>;
}

export interface Instance {
  readonly id: string;
  readonly database: IdentityDatabase;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random: RandomBytes;
  readonly newId: NewId;
  readonly log: IdentityLog;
  readonly addresses: Addresses;
  /** The origins besides loopback ones that `origins` allows. */
  allowedOrigins(): readonly string[];
  readonly origins: OriginPolicy;
  readonly passwords: PasswordHasher;
  readonly settings: SettingsHolder;
  readonly webhooks: Webhooks;
  readonly templates: TemplateCache;
  readonly secretKey: string;
  /** Asks other services, where a request says which. */
  readonly fetch: typeof fetch;
  /** Asked for each token, because keys rotate. */
  keys(): InstanceKeys;
  projectSigning(): ProjectSigning;
}
