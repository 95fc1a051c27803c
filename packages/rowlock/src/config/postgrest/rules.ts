// Rules of single settings that are more than a type: which schemas, ports and addresses PostgREST takes.
import { invalidSetting, type SettingSource } from "./setting-source.ts";

/** A function as a setting names it: `name` or `schema.name`. */
export interface FunctionText {
  readonly schema: string | undefined;
  readonly name: string;
}

export function functionText(text: string | undefined): FunctionText | undefined {
  if (text === undefined) return undefined;
  const dot = text.indexOf(".");
  if (dot === -1) return { schema: undefined, name: text };
  return { schema: text.slice(0, dot) || undefined, name: text.slice(dot + 1) };
}

export function parseSchemas(
  schemas: readonly string[] | undefined,
): readonly [string, ...string[]] {
  const [first, ...others] = schemas ?? ["public"];
  for (const name of ["pg_catalog", "information_schema"]) {
    if (schemas?.includes(name)) throw invalidSetting("db-schemas", `does not allow ${name}`);
  }
  return first === undefined ? ["public"] : [first, ...others];
}

export function serverPorts(from: SettingSource): {
  readonly server: number;
  readonly admin: number | undefined;
} {
  const server = from.integer("server-port") ?? 3000;
  const admin = from.integer("admin-server-port");
  if (admin === server) throw invalidSetting("admin-server-port", "cannot be the server-port");
  return { server, admin };
}

/** The permissions of a unix socket, in octal. */
export function socketMode(from: SettingSource, name: string): number {
  const text = from.text(name) ?? "660";
  const mode = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
  if (mode !== undefined && mode >= 0o600 && mode <= 0o777) return mode;
  throw invalidSetting(name, "must be an octal number from 600 to 777");
}

/** An absolute http or https address without query and user. */
export function openApiProxy(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === undefined || !isWeb || url.search !== "" || url.username !== "") {
    throw invalidSetting(
      "openapi-server-proxy-uri",
      "must be an address such as https://example.com:8443/basePath",
    );
  }
  return text;
}

const URI = /^[a-z][a-z\d+.-]*:(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[\da-f]{2})*$/i;

/** A text, or where it has a colon a URI: the StringOrURI of a token's claims. https://www.rfc-editor.org/rfc/rfc7519#section-2 */
export function stringOrUri(from: SettingSource, name: string): string | undefined {
  const text = from.text(name);
  if (text?.includes(":") !== true || URI.test(text)) return text;
  throw invalidSetting(name, "must be a text without a colon, or a URI");
}

export type ReadFile = (path: string) => Uint8Array;

/** The path that `@path` names. */
export function fileOf(text: string | undefined): string | undefined {
  return text?.startsWith("@") ? text.slice(1) : undefined;
}

const LINE_BREAK = 0x0a;

/** The text's bytes, or those of the file that `@path` names, without its last line break; they need not be text. */
export function secretBytes(text: string | undefined, readFile: ReadFile): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const path = fileOf(text);
  if (path === undefined) return Buffer.from(text);
  const bytes = readFile(path);
  return bytes.at(-1) === LINE_BREAK ? bytes.subarray(0, -1) : bytes;
}

/** As `secretBytes`, for what is text. */
export function secretText(text: string | undefined, readFile: ReadFile): string | undefined {
  const bytes = secretBytes(text, readFile);
  return bytes && Buffer.from(bytes).toString();
}
