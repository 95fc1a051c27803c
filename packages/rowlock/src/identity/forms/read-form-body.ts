// The body of a browser's request: form fields, or the one file of an upload. Bounded, and read once.
import { clerkError } from "../errors/clerk-api-error.ts";
import { Form, valuesOf } from "./form.ts";

const FORM_LIMIT = 256 * 1024;
const UPLOAD_LIMIT = 10 * 1024 * 1024;

export interface FrontendBody {
  readonly form: Form;
  readonly file: (() => Promise<Uint8Array | undefined>) | undefined;
}

/** @throws ClerkApiError when it is too large or not readable */
export async function readBody(request: Request): Promise<FrontendBody> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "multipart/form-data" || type === "application/octet-stream") {
    return readUpload(request, type);
  }
  const bytes = await readBounded(request, FORM_LIMIT);
  const text = new TextDecoder().decode(bytes);
  return { form: new Form(valuesOf(new URLSearchParams(text))), file: undefined };
}

async function readUpload(request: Request, type: string): Promise<FrontendBody> {
  const bytes = await readBounded(request, UPLOAD_LIMIT + FORM_LIMIT, "imageTooLarge");
  if (type === "application/octet-stream") {
    const content = base64Content(bytes);
    return { form: new Form({}), file: async () => content };
  }
  const contentType = request.headers.get("content-type") ?? "";
  const fields = await new Response(bytes, { headers: { "Content-Type": contentType } })
    .formData()
    .catch(() => {
      throw clerkError("bodyInvalid");
    });
  const texts: [string, string][] = [];
  let upload: Blob | undefined;
  // An upload is the one part that is no text, whatever its name.
  fields.forEach((value: unknown, name: string) => {
    if (typeof value === "string") texts.push([name, value]);
    else if (value instanceof Blob) upload = value;
  });
  const file = upload;
  return {
    form: new Form(valuesOf(texts)),
    file: async () => (file === undefined ? undefined : new Uint8Array(await file.arrayBuffer())),
  };
}

/** clerk-js sends a data URL as its base64 text. */
function base64Content(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes).replace(/^data:[^,]*,/, "");
  return /^[A-Za-z0-9+/=\s]+$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : bytes;
}

async function readBounded(
  request: Request,
  limit: number,
  tooLarge: "bodyTooLarge" | "imageTooLarge" = "bodyTooLarge",
): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) throw clerkError(tooLarge);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
