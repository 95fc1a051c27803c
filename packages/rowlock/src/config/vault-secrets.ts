// `[db.vault]` of supabase/config.toml, as the Supabase CLI 3.1.0 reads it: each name with the text that Vault is to keep.
// One whose variable is not set, or that is empty, is passed over.
import { variableOf } from "./typed-values.ts";

export interface VaultSecrets {
  /** By their names, in the clear. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Those whose variable is not set, each with it. */
  readonly unset: readonly { readonly name: string; readonly variable: string }[];
}

export function readVaultSecrets(table: Readonly<Record<string, string>>): VaultSecrets {
  const entries = Object.entries(table).map(([name, value]) => ({
    name,
    value,
    variable: variableOf(value),
  }));
  return {
    secrets: Object.fromEntries(
      entries.flatMap(({ name, value, variable }) =>
        variable === undefined && value !== "" ? [[name, value]] : [],
      ),
    ),
    unset: entries.flatMap(({ name, variable }) =>
      variable === undefined ? [] : [{ name, variable }],
    ),
  };
}
