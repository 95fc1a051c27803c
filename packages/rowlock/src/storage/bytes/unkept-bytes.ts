// Bytes that are not there, for requests that are explained and undone: what comes is counted and forgotten, and what
// is read is empty. Rights and rows are the same as ever.
import type { Bytes } from "./bytes.ts";

export function createUnkeptBytes(): Bytes {
  return {
    async keep(_key, chunks) {
      let size = 0;
      for await (const chunk of chunks) size += chunk.byteLength;
      return { size, md5: "" };
    },
    open: async () => ({
      size: 0,
      stream: () => new Blob([]).stream(),
      read: async () => new Uint8Array(),
      close: async () => {},
    }),
    copy: async () => true,
    async remove() {},
    async *keys() {},
    async removeDrafts() {},
    resumable: {
      async begin() {},
      look: async () => undefined,
      append: async () => 0,
      finish: async () => ({ size: 0, md5: "" }),
      async abandon() {},
      async abandonBefore() {},
    },
  };
}
