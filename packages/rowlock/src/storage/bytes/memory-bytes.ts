// Bytes in memory, for a database that is thrown away: what a proof uploads is small and nobody's. No uploads in parts.
// Nothing is removed, so that a row of before can be put back.
import { createHash } from "node:crypto";
import type { Bytes, OpenBytes } from "./bytes.ts";

export function createMemoryBytes(): Bytes {
  const contents = new Map<string, Buffer<ArrayBuffer>>();
  const absent = () => Promise.reject(new Error("Bytes in memory come in one piece"));
  return {
    async keep(key, chunks) {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const content = Buffer.concat(parts);
      contents.set(key, content);
      return { size: content.length, md5: createHash("md5").update(content).digest("hex") };
    },
    async open(key) {
      const content = contents.get(key);
      return content === undefined ? undefined : opened(content);
    },
    async copy(from, to) {
      const content = contents.get(from);
      if (content === undefined) return false;
      contents.set(to, content);
      return true;
    },
    async remove() {},
    async *keys() {
      yield* contents.keys();
    },
    async removeDrafts() {},
    resumable: {
      begin: absent,
      look: () => Promise.resolve(undefined),
      append: absent,
      finish: absent,
      abandon: () => Promise.resolve(),
      abandonBefore: () => Promise.resolve(),
    },
  };
}

function opened(content: Buffer<ArrayBuffer>): OpenBytes {
  return {
    size: content.length,
    stream: (start, end) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(content.subarray(start, end));
          controller.close();
        },
      }),
    read: async () => content,
    close: async () => {},
  };
}
