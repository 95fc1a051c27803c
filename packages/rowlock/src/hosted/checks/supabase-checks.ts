// The Supabase project by itself: is it awake, does it expose what the app asks, has it the migrations, and are the app's
// keys its own?
import { readLegacyKey } from "../legacy-key.ts";
import type { ApiKey } from "../supabase-project.ts";
import {
  type CheckLine,
  type NamedKey,
  ok,
  type Pair,
  type Wanted,
  whenKnown,
  wrong,
} from "./line.ts";

export function awake({ supabase }: Pair): CheckLine {
  const page = `https://supabase.com/dashboard/project/${supabase.ref}`;
  return whenKnown("project", supabase.status, (status) => {
    if (status === "ACTIVE_HEALTHY") return ok(`${supabase.ref} is awake`);
    if (status === "INACTIVE") return wrong(`${supabase.ref} is paused`, `Restore it at ${page}`);
    return wrong(`${supabase.ref} is ${status}, not ACTIVE_HEALTHY`, `See ${page}`);
  });
}

export function exposedSchemas({ supabase }: Pair, { schemas }: Wanted): CheckLine {
  return whenKnown("exposed schemas", supabase.schemas, (exposed) => {
    const absent = schemas.filter((schema) => !exposed.includes(schema));
    if (absent.length === 0) return ok(schemas.join(", "));
    return wrong(
      `${absent.join(", ")} ${absent.length === 1 ? "is" : "are"} asked by the app and not exposed; exposed: ${exposed.join(", ") || "none"}`,
      `Add ${absent.join(", ")} under "Exposed schemas" at https://supabase.com/dashboard/project/${supabase.ref}/settings/api`,
    );
  });
}

export function migrations({ supabase }: Pair, { migrations: local }: Wanted): CheckLine {
  return whenKnown("migrations", supabase.migrations, (applied) => {
    const known = new Set(applied.map(({ version }) => version));
    const own = new Set(local.map(({ version }) => version));
    const waiting = local.filter(({ version }) => !known.has(version));
    const foreign = applied.filter(({ version }) => !own.has(version));
    if (foreign.length > 0) {
      const names = foreign.map(({ version, name }) => (name ? `${version}_${name}` : version));
      return wrong(
        `applied there, and no file here: ${names.join(", ")}`,
        "supabase migration fetch, or bring the files that made them",
      );
    }
    if (waiting.length > 0) {
      const paths = waiting.map(({ path }) => path);
      return wrong(`not applied there: ${paths.join(", ")}`, "supabase db push");
    }
    return ok(`${local.length} applied, all of them here`);
  });
}

/** The key that the app sends, against those of the project. */
export function appKey({ supabase }: Pair, { app }: Wanted): CheckLine {
  const check = "Supabase key";
  const { supabaseKey: found } = app;
  if (app.published.length > 0) {
    return {
      check,
      ...wrong(
        `${app.published.join(", ")} would be published with the app, and opens the whole database`,
        "Take it out of the app, and make a new secret key in the dashboard",
      ),
    };
  }
  if (found === undefined) {
    return {
      check,
      state: "unknown",
      text: "no variable holds one: name the app's with --env-file",
    };
  }
  return whenKnown(check, supabase.keys, (keys) => {
    const key = keys.find(({ value }) => value === found.value);
    const page = `https://supabase.com/dashboard/project/${supabase.ref}/settings/api-keys`;
    if (key === undefined) return wrong(foreignKey(found, supabase.ref), `Take the key at ${page}`);
    return isTaken(key, { found, pair: { supabase }, page });
  });
}

interface Taking {
  readonly found: NamedKey;
  readonly pair: Pick<Pair, "supabase">;
  readonly page: string;
}

function isTaken({ type }: ApiKey, { found, pair, page }: Taking): Omit<CheckLine, "check"> {
  const { legacyEnabled } = pair.supabase;
  if (type !== "anon") return ok(`${found.variable} is the project's ${type} key`);
  if (legacyEnabled.kind !== "known") return { state: "unknown", text: legacyEnabled.reason };
  if (legacyEnabled.value) return ok(`${found.variable} is the project's legacy anon key`);
  return wrong(
    `${found.variable} is a legacy key, and this project has switched those off`,
    `Take the publishable key at ${page}`,
  );
}

/** A legacy key says whose it is. */
function foreignKey({ variable, value }: NamedKey, ref: string): string {
  const other = /^eyJ/.test(value) ? readLegacyKey(value)?.ref : undefined;
  return typeof other !== "string" || other === ref
    ? `${variable} is none of the keys of ${ref}`
    : `${variable} is a key of another project, ${other}, not of ${ref}`;
}
