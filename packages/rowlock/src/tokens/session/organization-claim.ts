// The active organization in a session token of version 2: ids, role and permissions in as few bytes as Clerk's form
// allows. A permission `org:invoices:create` is the feature `invoices` and the action `create`; `fea` lists features,
// `per` lists actions, and `fpm` has one number a feature, whose bits say which of the actions it has.
import type { JsonObject } from "../verified-token.ts";

export interface ActiveOrganization {
  readonly id: string;
  readonly slug?: string | null | undefined;
  /** With or without the `org:` in front. */
  readonly role: string;
  /** The role's permissions, such as `org:invoices:create`; system permissions (`org:sys_...`) are left out. */
  readonly permissions: readonly string[];
}

export interface OrganizationClaims {
  readonly o: JsonObject;
  /** The organization's features with their scope, such as `o:invoices,o:reports`; absent without permissions. */
  readonly fea?: string;
}

/** Writes the claims `o` and `fea`. */
export function organizationClaims(organization: ActiveOrganization): OrganizationClaims {
  const granted = organization.permissions.flatMap(parsePermission);
  const features = [...new Set(granted.map(({ feature }) => feature))];
  const actions = [...new Set(granted.map(({ action }) => action))];
  const { id, slug } = organization;
  const o = {
    id,
    ...(slug === undefined || slug === null ? {} : { slg: slug }),
    rol: organization.role.replace(/^org:/, ""),
  };
  if (granted.length === 0) return { o };
  const masks = features.map((feature) =>
    granted
      .filter((permission) => permission.feature === feature)
      .reduce((mask, { action }) => mask | (1n << BigInt(actions.indexOf(action))), 0n),
  );
  return {
    o: { ...o, per: actions.join(","), fpm: masks.join(",") },
    fea: features.map((feature) => `o:${feature}`).join(","),
  };
}

function parsePermission(permission: string): { feature: string; action: string }[] {
  const [scope, feature, action, ...rest] = permission.split(":");
  const whole = scope === "org" && feature && action && rest.length === 0;
  return whole && !feature.startsWith("sys_") ? [{ feature, action }] : [];
}
