// Contents that come in parts, over restarts: a file that grows, beside it what is to be known of it. Finished, it moves
// to where contents are kept.
import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "./write-file.ts";

export interface KeptContent {
  /** Bytes. */
  readonly size: number;
  /** MD5, in hexadecimal digits: what S3 calls an object's ETag. */
  readonly md5: string;
}

export interface ResumableContents {
  begin(key: string, info: string): Promise<void>;
  /** Undefined: there is none, or it is finished. */
  look(key: string): Promise<{ readonly size: number; readonly info: string } | undefined>;
  /** Writes from `offset` on; what came stays when it throws. Gives the new size. */
  append(
    key: string,
    part: { readonly offset: number; readonly chunks: AsyncIterable<Uint8Array> },
  ): Promise<number>;
  /** Keeps it for good. */
  finish(key: string): Promise<KeptContent>;
  abandon(key: string): Promise<void>;
  /** @param time milliseconds since 1970 */
  abandonBefore(time: number): Promise<void>;
}

export interface ResumableOptions {
  readonly path: string;
  readonly within: string;
  /** Moves a whole, synced file to where its key's content lies. */
  readonly place: (file: string, key: string) => Promise<void>;
}

const KEY = /^[0-9a-f]{64}$/;

/** @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function openResumableContents({
  path,
  within,
  place,
}: ResumableOptions): ResumableContents {
  makeFolder(path, { within, mode: 0o700 });
  const placesOf = (key: string) => {
    if (!KEY.test(key)) throw new Error("A content's key is 64 hexadecimal digits");
    return { data: join(path, key), info: join(path, `${key}.json`) };
  };

  async function abandon(key: string): Promise<void> {
    const { data, info } = placesOf(key);
    await rm(info, { force: true });
    await rm(data, { force: true });
  }

  return {
    abandon,
    async begin(key, info) {
      const places = placesOf(key);
      const file = await open(places.data, "wx", 0o600);
      await file.close();
      try {
        await writeFile(places.info, info, { flag: "wx", mode: 0o600 });
      } catch (error) {
        await abandon(key);
        throw error;
      }
    },
    async look(key) {
      const { data, info } = placesOf(key);
      try {
        const [found, text] = await Promise.all([stat(data), readFile(info, "utf8")]);
        return { size: found.size, info: text };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async append(key, { offset, chunks }) {
      const { O_NOFOLLOW, O_WRONLY } = constants;
      const file = await open(placesOf(key).data, O_WRONLY | O_NOFOLLOW);
      try {
        let position = offset;
        for await (const chunk of chunks) {
          for (let done = 0; done < chunk.byteLength; ) {
            const left = chunk.byteLength - done;
            done += (await file.write(chunk, done, left, position + done)).bytesWritten;
          }
          position += chunk.byteLength;
        }
        return position;
      } finally {
        await file.sync();
        await file.close();
      }
    },
    async finish(key) {
      const { data, info } = placesOf(key);
      const md5 = createHash("md5");
      let size = 0;
      for await (const chunk of createReadStream(data)) {
        md5.update(chunk);
        size += chunk.length;
      }
      await place(data, key);
      await rm(info, { force: true });
      return { size, md5: md5.digest("hex") };
    },
    async abandonBefore(time) {
      for (const name of await readdir(path)) {
        const key = name.replace(/\.json$/, "");
        if (!KEY.test(key)) continue;
        const found = await stat(join(path, name)).catch(() => undefined);
        if (found !== undefined && found.mtimeMs < time) await abandon(key);
      }
    },
  };
}
