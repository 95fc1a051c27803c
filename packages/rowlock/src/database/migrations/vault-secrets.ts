// Secrets that a project's configuration names, put into Vault before anything runs that may ask for them: under their
// names made, or made to say what the file says now. A secret is only ever a bound value.
import type { SqlClient } from "../../sql/sql-client.ts";

export interface KeepVaultSecretsOptions {
  /** By their names, in the clear. */
  readonly vaultSecrets?: Readonly<Record<string, string>> | undefined;
  /** Told, in a sentence, of a database without Vault. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Secrets of other names are left alone. */
export async function keepVaultSecrets(
  client: SqlClient,
  { vaultSecrets = {}, onNotice }: KeepVaultSecretsOptions,
): Promise<void> {
  const names = Object.keys(vaultSecrets);
  if (names.length === 0) return;
  if (!(await hasVault(client))) {
    onNotice?.("The database has no Vault, so what [db.vault] says is passed over");
    return;
  }
  const { rows } = await client.query<{ id: string; name: string }>(
    "select id, name from vault.secrets where name = any($1)",
    [names],
  );
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  for (const [name, secret] of Object.entries(vaultSecrets)) {
    const id = ids.get(name);
    await (id === undefined
      ? client.query("select vault.create_secret($1, $2)", [secret, name])
      : client.query("select vault.update_secret($1, $2)", [id, secret]));
  }
}

async function hasVault(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "select pg_catalog.to_regclass('vault.secrets') is not null as there",
  );
  return rows[0]?.there ?? false;
}
