// Settings > API and Settings > Clerk: addresses and public keys at once, secrets only when asked for.
import * as z from "zod";

/** Public: may stand in a browser's bundle. Secret: only on a server. */
export const PUBLIC_KEYS = ["anonKey", "publishableKey", "clerkPublishableKey"] as const;
export const SECRET_KEYS = [
  "serviceRoleKey",
  "secretKey",
  "jwtSecret",
  "clerkSecretKey",
  "databaseUrl",
] as const;

export type PublicKeyName = (typeof PUBLIC_KEYS)[number];
export type SecretKeyName = (typeof SECRET_KEYS)[number];
export type ProjectKeyName = PublicKeyName | SecretKeyName;

export interface Settings {
  readonly projectUrl: string;
  readonly clerkUrl: string;
  readonly schemas: readonly string[];
  readonly keys: Readonly<Record<PublicKeyName, string>>;
  /** What rowlock.toml declares: read-only here. */
  readonly declared: {
    readonly jwtTemplates: readonly string[];
    readonly users: readonly string[];
  };
  /** Database roles that a person's token may ask for. */
  readonly roles: readonly string[];
}

export const revealSchema = z.object({ key: z.enum(SECRET_KEYS) });
export type RevealInput = z.input<typeof revealSchema>;

export interface Revealed {
  readonly value: string;
}

export interface EnvironmentBlock {
  readonly text: string;
}
