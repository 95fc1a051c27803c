// The names of the roles and logins that requests and services use, in one place.
// On the embedded server they are hosted Supabase's; on a server by URL Rowlock's own logins have names of their own,
// so that nobody's existing login is changed.

/** The roles a request may run as, as on hosted Supabase. */
export const API_ROLES = ["anon", "authenticated", "service_role"] as const;

/** The logins that serve requests. */
export interface RequestLogins {
  /** A member of anon, authenticated and configured roles, never of service_role. */
  readonly authenticator: string;
  /** A member of service_role alone. */
  readonly service: string;
}

/** The logins of the embedded server. */
export const EMBEDDED_LOGINS = {
  owner: "postgres",
  authenticator: "authenticator",
  service: "rowlock_service",
  identity: "rowlock_identity",
} as const;

/** Rowlock's own logins on a server by URL. */
export const EXTERNAL_LOGINS: RequestLogins = {
  authenticator: "rowlock_authenticator",
  service: "rowlock_service",
};

/** The app's database on the embedded server. */
export const APP_DATABASE = "postgres";

/** The identity service's database on the embedded server. */
export const IDENTITY_DATABASE = "rowlock_identity";
