// All rows of a table, as the dashboard shows them: with the key that passes row level security.
import { expect } from "vitest";
import type { RunningApp } from "../harness/running-app.ts";

export async function readTable(
  { env }: RunningApp,
  table: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const key = env.SUPABASE_SERVICE_ROLE_KEY!;
  const response = await fetch(`${env.SUPABASE_URL}/rest/v1/${table}?select=*`, {
    headers: { apikey: key, Authorization: `Bearer ${key}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Readonly<Record<string, unknown>>[];
}
