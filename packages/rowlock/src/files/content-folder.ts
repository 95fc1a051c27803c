// Contents of any size by key: each a file that has its place only when it is whole and on the disk, and that nobody
// changes from then on. A key is 64 hexadecimal digits, so no name from outside ever becomes a path.
import { createHash, type Hash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lookAt } from "./refuse-links.ts";
import {
  type KeptContent,
  openResumableContents,
  type ResumableContents,
} from "./resumable-contents.ts";
import { makeFolder } from "./write-file.ts";

export interface OpenContent {
  readonly size: number;
  /** From byte `start` on, up to `end`, which is not among them. It closes the file when it ends or is cancelled. */
  stream(start: number, end: number): ReadableStream<Uint8Array>;
  /** The whole, for what is small. Closes the file. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

export interface ContentFolder {
  /** Takes a content in, as fast as the disk takes it. When it throws, nothing is left. */
  keep(key: string, chunks: AsyncIterable<Uint8Array>): Promise<KeptContent>;
  /** Undefined: there is none. */
  open(key: string): Promise<OpenContent | undefined>;
  /** Has the same content under a second key; false: there is none to be had. */
  copy(from: string, to: string): Promise<boolean>;
  remove(keys: readonly string[]): Promise<void>;
  /** Every key that has a content. */
  keys(): AsyncIterable<string>;
  /** Removes what was never finished. Only for the start, when nobody writes. */
  removeDrafts(): Promise<void>;
  readonly resumable: ResumableContents;
}

const KEY = /^[0-9a-f]{64}$/;

/** Opens the folder, mode 0700, made where it is not there. @throws FILE_UNSAFE, FILE_UNWRITABLE */
export function openContentFolder(path: string, within: string): ContentFolder {
  const drafts = join(path, "drafts");
  makeFolder(drafts, { within, mode: 0o700 });
  const placeOf = (key: string) => {
    if (!KEY.test(key)) throw new Error("A content's key is 64 hexadecimal digits");
    return join(path, key.slice(0, 2), key.slice(2));
  };
  const openPlace = (place: string) =>
    unlessAbsent(open(place, constants.O_RDONLY | constants.O_NOFOLLOW));

  async function makePlace(key: string): Promise<string> {
    const place = placeOf(key);
    const folder = dirname(place);
    if (lookAt(folder) === undefined) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await syncFolder(path);
    }
    return place;
  }

  async function place(draft: string, key: string): Promise<void> {
    const path = await makePlace(key);
    await rename(draft, path);
    await syncFolder(dirname(path));
  }

  return {
    resumable: openResumableContents({ path: join(path, "resumable"), within, place }),
    async keep(key, chunks) {
      const draft = join(drafts, randomUUID());
      try {
        const kept = await writeDraft(draft, chunks);
        await place(draft, key);
        return kept;
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async open(key) {
      const file = await openPlace(placeOf(key));
      if (file === undefined) return undefined;
      const found = await file.stat();
      if (found.isFile()) return openContent(file, found.size);
      await file.close();
      return undefined;
    },
    async copy(from, to) {
      // A content never changes, so a second name for the same file is a copy.
      const place = await makePlace(to);
      const made = await unlessAbsent(link(placeOf(from), place).then(() => true));
      if (made === undefined) return false;
      await syncFolder(dirname(place));
      return true;
    },
    async remove(keys) {
      for (const key of keys) await rm(placeOf(key), { force: true });
    },
    async *keys() {
      for (const folder of await readdir(path)) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue;
        for (const name of await readdir(join(path, folder))) {
          if (KEY.test(folder + name)) yield folder + name;
        }
      }
    },
    async removeDrafts() {
      for (const name of await readdir(drafts)) await rm(join(drafts, name), { force: true });
    },
  };
}

async function writeDraft(draft: string, chunks: AsyncIterable<Uint8Array>): Promise<KeptContent> {
  const file = await open(draft, "wx", 0o600);
  try {
    const md5 = createHash("md5");
    const size = await writeAll(file, { chunks, md5 });
    await file.sync();
    return { size, md5: md5.digest("hex") };
  } finally {
    await file.close();
  }
}

interface Content {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly md5: Hash;
}

async function writeAll(file: FileHandle, { chunks, md5 }: Content): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) {
    md5.update(chunk);
    for (let done = 0; done < chunk.byteLength; ) {
      done += (await file.write(chunk, done, chunk.byteLength - done)).bytesWritten;
    }
    size += chunk.byteLength;
  }
  return size;
}

/** Bytes that are read at a time. */
const PART = 256 * 1024;

function openContent(file: FileHandle, size: number): OpenContent {
  return {
    size,
    stream(start, end) {
      let position = start;
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const wanted = Math.min(PART, end - position);
            const part = wanted > 0 ? await readPart(file, { position, wanted }) : undefined;
            if (part === undefined || part.byteLength === 0) {
              await file.close();
              // Shorter than it said: the answer must not look whole.
              if (position < end) controller.error(new Error("A content is shorter than it was"));
              else controller.close();
              return;
            }
            position += part.byteLength;
            controller.enqueue(part);
          },
          cancel: () => file.close(),
        },
        { highWaterMark: 0 },
      );
    },
    async read() {
      try {
        return new Uint8Array(await file.readFile());
      } finally {
        await file.close();
      }
    },
    close: () => file.close(),
  };
}

interface Part {
  readonly position: number;
  readonly wanted: number;
}

async function readPart(file: FileHandle, { position, wanted }: Part): Promise<Uint8Array> {
  // Not cleared, for only what was read into it is handed on; its memory is nothing else's.
  const buffer = Buffer.allocUnsafeSlow(wanted);
  const { bytesRead } = await file.read(buffer, 0, wanted, position);
  return buffer.subarray(0, bytesRead);
}

/** Has the disk keep the names in a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
