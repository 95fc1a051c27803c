// multipart/form-data with one file, read as it comes: the fields before the file are known when its bytes begin, those
// after it count for nothing. The parser stops taking in when nobody takes out.
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { RequestHeaders } from "../../http/request-headers.ts";
import { failure } from "../errors.ts";

export interface MultipartUpload {
  readonly fields: ReadonlyMap<string, string>;
  /** The file's own. */
  readonly mimeType: string;
  chunks(): AsyncIterable<Uint8Array>;
  discard(): void;
}

const LIMITS = { fields: 10, files: 1, fieldSize: 1024 * 1024 + 1, parts: 12 };

/** Resolves when the file begins. @throws StorageError for a form without one, or a broken one */
export function readMultipart(request: Request, headers: RequestHeaders): Promise<MultipartUpload> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(failure("noContent"));
    const parser = openParser(headers);
    if (parser === undefined || request.body === null) return refuse();
    const source = Readable.fromWeb(request.body as NodeReadableStream);
    const fields = new Map<string, string>();
    const whole = new Promise<void>((done, broken) => {
      parser.once("finish", done);
      for (const stream of [parser, source]) stream.once("error", broken);
      source.once("error", (error) => parser.destroy(error));
    });
    whole.then(refuse, refuse);
    parser.on("field", (name, value) => fields.set(name, value));
    parser.once("file", (_name, file, _filename, _encoding, mimeType) => {
      const discard = () => {
        source.unpipe(parser);
        source.destroy();
        parser.destroy();
      };
      resolve({ fields, mimeType, chunks: () => fileChunks(file, whole), discard });
    });
    source.pipe(parser);
  });
}

function openParser(headers: RequestHeaders): BusboyInstance | undefined {
  try {
    return new Busboy({
      headers: { "content-type": headers.get("content-type") ?? "" },
      limits: LIMITS,
    });
  } catch {
    return undefined;
  }
}

/** The file is whole when the form is: its end alone may be where the connection was cut. */
async function* fileChunks(
  file: BusboyFileStream,
  whole: Promise<void>,
): AsyncIterable<Uint8Array> {
  whole.catch((error: Error) => file.destroy(error));
  try {
    for await (const chunk of file) yield chunk as Uint8Array;
    await whole;
  } catch {
    throw failure("noContent", "The form ended before it was whole");
  }
}
