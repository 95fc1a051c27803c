// The one way to Supabase Storage: a request through the gateway, as the service, a person or nobody, like an app's.
// Guarantee: a name never leads to another path than its own, and keys and tokens stay in here.
import type { StudioContext } from "../studio-context.ts";
import { StudioError } from "../studio-error.ts";
import type { Viewer } from "../wire/storage.ts";

export type StorageContext = Pick<StudioContext, "project" | "clerk" | "dataApi">;

export interface StorageQuestion {
  readonly as?: Viewer;
  readonly method: string;
  /** The parts of the path below `/storage/v1`: what is fixed, such as `object/move`, then names. */
  readonly path: readonly [fixed: string, ...names: readonly string[]];
  /** JSON. */
  readonly body?: object;
  /** A file. */
  readonly stream?: ReadableStream<Uint8Array> | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The form's field that a refusal is about, by storage's code. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** @throws StudioError STUDIO_STORAGE_REFUSED, in storage's words */
export async function askStorage(
  question: StorageQuestion,
  context: StorageContext,
): Promise<Response> {
  const { method, path, body, stream = null, as = { kind: "service" }, fields = {} } = question;
  const headers = new Headers({ ...question.headers, ...(await credentials(as, context)) });
  if (body !== undefined) headers.set("content-type", "application/json");
  // A stream as a body needs `duplex`, which the types of fetch do not know yet.
  const init: RequestInit & { readonly duplex: "half" } = {
    method,
    headers,
    duplex: "half",
    body: body === undefined ? stream : JSON.stringify(body),
  };
  const response = await context.dataApi(new Request(storageUrl(path, context), init));
  if (response.ok) return response;
  const told: unknown = await response.json().catch(() => ({}));
  throw refusalOf(told, { status: response.status, fields });
}

async function credentials(as: Viewer, { project, clerk }: StorageContext) {
  if (as.kind === "service") {
    const key = project.key("serviceRoleKey");
    return { apikey: key, authorization: `Bearer ${key}` };
  }
  const apikey = project.key("anonKey");
  const token = as.kind === "user" ? await clerk.mintToken(as.userId) : apikey;
  return { apikey, authorization: `Bearer ${token}` };
}

/** The address of a path of storage on the Project URL. @throws StudioError for a name that an address can't hold */
export function storageUrl(
  [fixed, ...names]: StorageQuestion["path"],
  { project }: Pick<StorageContext, "project">,
): string {
  const parts = names.flatMap((name) => name.split("/"));
  // Whoever reads an address resolves these, encoded or not, and is somewhere else.
  if (parts.some((part) => part === "." || part === "..")) {
    throw new StudioError("STUDIO_STORAGE_REFUSED", {
      message: "A name with . or .. for a folder can't be asked for",
      hint: "Delete it, or give it another name in the SQL Editor",
    });
  }
  const encoded = parts.map(encodeURIComponent).join("/");
  const base = `${project.describe().addresses.api}/storage/v1/${fixed}`;
  return encoded === "" ? base : `${base}/${encoded}`;
}

interface Refused {
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
}

function refusalOf(told: unknown, { status, fields }: Refused): StudioError {
  const { message, code = "", statusCode = status } = told as Partial<Record<string, string>>;
  return new StudioError("STUDIO_STORAGE_REFUSED", {
    message: message ?? "Storage gave an answer that is not understood",
    hint: `Storage answers ${statusCode} ${code}`.trim(),
    field: fields[code],
  });
}
