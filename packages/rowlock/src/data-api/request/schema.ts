// Which of the exposed schemas a request is about: Accept-Profile for reading, Content-Profile for writing.
import type { RequestHeaders } from "../../http/request-headers.ts";
import { failure } from "../errors.ts";
import type { DataApiSettings } from "../settings.ts";

export interface Schema {
  readonly name: string;
  /** Whether there was a choice, so that the answer names the schema. */
  readonly negotiated: boolean;
}

const WRITING: ReadonlySet<string> = new Set(["POST", "PATCH", "PUT", "DELETE"]);

/** @throws DataApiError PGRST106 for a schema that is not exposed */
export function selectSchema(
  http: { readonly method: string; readonly headers: RequestHeaders },
  settings: DataApiSettings,
): Schema {
  const exposed = settings.dbSchemas;
  const name = http.headers.get(WRITING.has(http.method) ? "content-profile" : "accept-profile");
  if (name === undefined) return { name: exposed[0], negotiated: exposed.length > 1 };
  // Header values are bytes; a name may be UTF-8.
  const schema = /^[\x20-\x7e]*$/.test(name) ? name : Buffer.from(name, "latin1").toString("utf8");
  if (!exposed.includes(schema)) throw failure("schema", { schema, exposed });
  return { name: schema, negotiated: true };
}
