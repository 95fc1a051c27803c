// The keys of supabase/config.toml that have no effect in Rowlock, so that they can be named. What the schema knows has an
// effect; what says no more than the Supabase CLI's own template is nothing that anybody would miss. Pure.
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { SUPABASE_DEFAULTS } from "./supabase-defaults.ts";
import type { TomlTable } from "./toml-file.ts";

/** Names such as `auth.email` or `remotes.staging`, the shortest that say it; in the file's order. */
export function keysWithoutEffect(table: TomlTable, schema: z.ZodType): readonly string[] {
  return findIn(table, { schema, defaults: SUPABASE_DEFAULTS, path: [] });
}

interface Place {
  readonly schema: z.ZodType;
  readonly defaults: unknown;
  readonly path: readonly string[];
}

function findIn(table: TomlTable, { schema, defaults, path }: Place): readonly string[] {
  const known = shapeOf(schema);
  return Object.entries(table).flatMap(([key, value]) => {
    const place = { defaults: Object(defaults)[key], path: [...path, key] };
    const inner = known[key];
    if (inner !== undefined)
      return isTable(value) && !takesAnyKey(inner)
        ? findIn(value, { ...place, schema: inner })
        : [];
    return saysMore(value, place.defaults) ? nameOf(place.path, value) : [];
  });
}

/** Remotes are several projects, each by its name. */
function nameOf(path: readonly string[], value: unknown): readonly string[] {
  if (path[0] !== "remotes" || !isTable(value)) return [path.join(".")];
  return Object.keys(value).map((name) => `remotes.${name}`);
}

function saysMore(value: unknown, defaults: unknown): boolean {
  if (!isTable(value)) return !isDeepStrictEqual(value, defaults);
  return Object.entries(value).some(([key, item]) => saysMore(item, Object(defaults)[key]));
}

function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  const { innerType } = schema.def as { readonly innerType?: z.ZodType };
  return innerType === undefined ? {} : shapeOf(innerType);
}

function takesAnyKey(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodRecord) return true;
  const { innerType } = schema.def as { readonly innerType?: z.ZodType };
  return innerType !== undefined && takesAnyKey(innerType);
}

function isTable(value: unknown): value is TomlTable {
  return Object(value) === value && !Array.isArray(value) && !(value instanceof Date);
}
