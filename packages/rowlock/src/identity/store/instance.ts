// The instance's one row: its id and what of its settings differs from the defaults.
// What the configuration file declares lies over the stored settings and is never written into them.
import { param, sql } from "../../sql/fragment.ts";
import {
  DEFAULT_SETTINGS,
  type Settings,
  type SettingsInput,
  settingsSchema,
} from "../settings.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";

export interface InstanceRow {
  readonly id: string;
  readonly settings: SettingsInput;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Reads the instance, making it on first use. */
export async function ensureInstance(
  database: Queryable,
  fresh: { readonly id: string; readonly now: number },
): Promise<InstanceRow> {
  await database.query(sql`
    insert into instance (id, created_at, updated_at)
    values (${param(fresh.id)}, ${number(fresh.now)}, ${number(fresh.now)})
    on conflict (only_row) do nothing`);
  return only(await database.query<InstanceRow>(sql`select * from instance`));
}

export async function saveSettings(
  database: Queryable,
  change: { readonly settings: SettingsInput; readonly now: number },
): Promise<void> {
  await database.query(
    sql`update instance set settings = ${json(change.settings)}, updated_at = ${number(change.now)}`,
  );
}

/** Lays settings over each other, section by section; later ones win. */
export function mergeSettings(...layers: readonly SettingsInput[]): SettingsInput {
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      const section = isSection(name) && typeof value === "object" && value !== null;
      merged[name] = section ? { ...(merged[name] as object | undefined), ...value } : value;
    }
  }
  return merged;
}

function isSection(name: string): boolean {
  const initial = DEFAULT_SETTINGS[name as keyof Settings];
  const object = typeof initial === "object" && initial !== null && !Array.isArray(initial);
  return object && name !== "session_token_claims";
}

export function readSettings(...layers: readonly SettingsInput[]): Settings {
  return settingsSchema.parse(mergeSettings(...layers));
}
