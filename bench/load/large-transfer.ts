// One large file up and down again, as a stream both ways: what is sent is made, and what comes is counted.
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface TransferOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
}

const PART = Buffer.alloc(256 * 1024, "rowlock");

/** @throws Error when it is refused */
export async function uploadLarge({ url, headers, bytes }: TransferOptions): Promise<void> {
  const asked = request(url, {
    method: "POST",
    headers: {
      ...headers,
      "content-type": "application/octet-stream",
      "content-length": String(bytes),
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
  });
  await pipeline(Readable.from(parts(bytes)), asked);
  await countBody(await answered);
}

/** @throws Error when it is refused, or shorter than it should be */
export async function downloadLarge({ url, headers, bytes }: TransferOptions): Promise<void> {
  const asked = request(url, { headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
  });
  asked.end();
  const found = await countBody(await answered);
  if (found !== bytes) throw new Error(`Expected ${bytes} bytes, found ${found}`);
}

async function countBody(response: IncomingMessage): Promise<number> {
  let count = 0;
  for await (const chunk of response) count += chunk.length;
  if (response.statusCode === 200) return count;
  throw new Error(`A large file was answered by ${response.statusCode}`);
}

function* parts(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PART.length) {
    yield left >= PART.length ? PART : PART.subarray(0, left);
  }
}
