// Operations that read or delete what is there, by policies on storage.objects.
import { FOLDER, KEYS } from "../actions/lists.ts";
import { NAMES } from "../actions/remove.ts";
import { MANY } from "../actions/sign.ts";
import { requireKey } from "../request/names.ts";
import { readJson } from "../request/read-json.ts";
import { objectAt, objectsIn, objectsNamed, objectsUnder } from "../rights/asked-rows.ts";
import type { ObjectPlace } from "../rights/objects.ts";
import { type Asking, type Asks, DELETE, READ } from "./asking.ts";

function onObjects(bucket: string, verb: Asks["verb"]): Asks {
  const filters = [`bucket_id=${bucket}`];
  return { verb, table: "objects", needs: [READ], filters, buckets: [bucket], name: null };
}

export async function askList({ request, bucket, operation }: Asking): Promise<Asks> {
  const isFolder = operation === "storage.object.list";
  const asked = await readJson(request, isFolder ? FOLDER : KEYS);
  const folder = asked.prefix;
  const prefix = !isFolder || folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
  const begins = prefix + ("search" in asked ? asked.search : "");
  const shared = onObjects(bucket, "read");
  const filters = begins === "" ? shared.filters : [...shared.filters, `name=${begins}…`];
  return { ...shared, name: begins, filters, existing: objectsUnder(bucket, begins) };
}

export function named({ bucket, name }: ObjectPlace, verb: Asks["verb"]): Asks {
  const shared = onObjects(bucket, verb);
  return { ...shared, name, filters: [...shared.filters, `name=${name}`] };
}

export function askObject({ bucket, name }: Asking): Asks {
  const place = { bucket, name: requireKey(name) };
  return { ...named(place, "read"), existing: objectAt(place) };
}

export async function askNames({ request, bucket }: Asking): Promise<Asks> {
  const { paths } = await readJson(request, MANY);
  return askSeveral({ bucket, names: paths, verb: "read" });
}

interface Several {
  readonly bucket: string;
  readonly names: readonly string[];
  readonly verb: "read" | "delete";
}

function askSeveral({ bucket, names, verb }: Several): Asks {
  const known = names.filter((name) => !name.includes("\0"));
  const shared = onObjects(bucket, verb);
  const [only] = known;
  return {
    ...shared,
    name: known.length === 1 && only !== undefined ? only : null,
    filters: [...shared.filters, `name=${known.join(",")}`],
    existing: objectsNamed(bucket, known),
  };
}

export async function askRemoval({ request, bucket, name }: Asking): Promise<Asks> {
  const names = name === "" ? (await readJson(request, NAMES)).prefixes : [requireKey(name)];
  return { ...askSeveral({ bucket, names, verb: "delete" }), needs: [DELETE, READ] };
}

export function askEmptying({ bucket }: Asking): Asks {
  return {
    ...onObjects(bucket, "delete"),
    needs: [DELETE, READ],
    existing: objectsIn(bucket),
    isForService: true,
    // It goes on until nothing is left, and what is undone is left.
    runs: false,
  };
}

export function askSigned(asking: Asking): Asks {
  return { ...askObject(asking), needs: [], isSigned: true };
}
