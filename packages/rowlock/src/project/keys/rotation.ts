// What is asked for when a key is to be replaced, as a command says it and as it goes over the wire.
import * as z from "zod";

export const ROTATABLE_KEYS = ["jwt-secret", "instance-key"] as const;

export const rotationSchema = z.strictObject({
  key: z.enum(ROTATABLE_KEYS),
  /** Of the instance key: true ends what older keys signed at once. The JWT secret's tokens always end at once. */
  revoke: z.boolean().default(false),
});

export type Rotation = z.output<typeof rotationSchema>;

export interface RotatesKeys {
  /** Makes a new JWT secret and the API keys that it signs; what the old one signed is refused from then on. */
  rotateJwtSecret(): Promise<void>;
  /** Makes a new instance key; what older ones signed stays good until its own end, unless they are revoked. */
  rotateInstanceKey(options?: { readonly revoke?: boolean | undefined }): Promise<void>;
}

export function rotate(keys: RotatesKeys, { key, revoke }: Rotation): Promise<void> {
  return key === "jwt-secret" ? keys.rotateJwtSecret() : keys.rotateInstanceKey({ revoke });
}
