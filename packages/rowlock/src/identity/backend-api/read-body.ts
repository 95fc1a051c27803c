// The body of a server's request: a JSON object, or a JSON array for bulk endpoints, or an upload. Bounded.
import { clerkError } from "../errors/clerk-api-error.ts";
import { Form, type FormValues } from "../forms/form.ts";
import { readBody as readFormBody } from "../forms/read-form-body.ts";
import type { BackendCall } from "./backend-call.ts";

const LIMIT = 1024 * 1024;

export type BackendBody = Pick<BackendCall, "form" | "items" | "file">;

/** @throws ClerkApiError request_body_invalid */
export async function readBody(request: Request): Promise<BackendBody> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    return { ...(await readFormBody(request)), items: undefined };
  }
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > LIMIT) throw clerkError("bodyTooLarge");
  const text = await request.text();
  if (text.length > LIMIT) throw clerkError("bodyTooLarge");
  const value = parse(text);
  if (Array.isArray(value)) {
    return { form: new Form({}), items: value.map(formOf), file: undefined };
  }
  return { form: formOf(value), items: undefined, file: undefined };
}

function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw clerkError("bodyInvalid");
  }
}

function formOf(value: unknown): Form {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return new Form(value as FormValues);
  }
  throw clerkError("bodyInvalid");
}
