// The key that Vault's secrets are encrypted with. It lies beside the data directory, never in it: a copy of the data
// directory alone holds no secret in the clear. Only the account that runs PostgreSQL can read it.
import { randomBytes } from "node:crypto";
import { chownSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import { createFile } from "../../files/write-file.ts";
import type { EngineAccount } from "../engine/engine-account.ts";

/** Where baseline/vault.ts looks for it. */
export function vaultKeyOf(dataDirectory: string): string {
  return `${dataDirectory}.vault-key`;
}

export function ensureVaultKey(dataDirectory: string, account: EngineAccount | undefined): void {
  const path = vaultKeyOf(dataDirectory);
  if (existsSync(path)) return;
  createFile(path, randomBytes(32).toString("base64"), {
    within: dirname(dataDirectory),
    mode: 0o600,
  });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}
