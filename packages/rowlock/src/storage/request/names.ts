// Names of buckets and objects as hosted takes them: what is safe on S3. `.` and `..` as a part of a name are refused on
// top of that: nothing here makes paths of names, but clients and proxies do.
import { failure } from "../errors.ts";

const KEY = /^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/;
const BUCKET = /^[A-Za-z0-9_!.*'() &$=@;:+,?-]+$/;

/** Characters; S3's limit. */
const LONGEST_KEY = 1024;
const LONGEST_BUCKET = 100;

/** @throws StorageError InvalidKey */
export function requireKey(name: string): string {
  if (KEY.test(name) && name.length <= LONGEST_KEY && !hasDots(name)) return name;
  throw failure("key", `Invalid key: ${name.slice(0, LONGEST_KEY)}`);
}

function hasDots(name: string): boolean {
  return name.split("/").some((part) => part === "." || part === "..");
}

/** @throws StorageError InvalidBucketName */
export function requireBucketName(name: string): string {
  const fits = BUCKET.test(name) && name.length <= LONGEST_BUCKET && name.trim() === name;
  if (fits && !hasDots(name)) return name;
  throw failure("bucketName");
}

/** Studio makes a folder by an empty object of this name. */
export function isFolderPlaceholder(name: string): boolean {
  return name.endsWith(".emptyFolderPlaceholder");
}
