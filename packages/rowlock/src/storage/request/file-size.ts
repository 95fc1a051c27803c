// Sizes as the API takes them: "20MB", by thousands.
import { failure } from "../errors.ts";

const UNITS = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 } as const;

/** Bytes. @throws StorageError */
export function parseFileSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(gb|mb|kb|b)$/i.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw failure("request", "Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
  }
  return Math.trunc(Number(number) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
}
