// What the form of a bucket holds while it is filled in, and the request that it stands for.
import type { Bucket, SaveBucketInput } from "../../api/wire.ts";

export interface BucketDraft {
  readonly id: string;
  readonly public: boolean;
  /** Empty: the project's own limit. */
  readonly limit: string;
  readonly unit: keyof typeof UNITS;
  /** By commas; empty: any. */
  readonly types: string;
}

/** By thousands, as Storage counts. */
export const UNITS = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 } as const;

export function draftOf(bucket: Bucket | undefined): BucketDraft {
  const { id = "", public: isPublic = false, fileSizeLimit = null } = bucket ?? {};
  const unit = unitOf(fileSizeLimit);
  return {
    id,
    public: isPublic,
    limit: fileSizeLimit === null ? "" : String(fileSizeLimit / UNITS[unit]),
    unit,
    types: bucket?.allowedMimeTypes?.join(", ") ?? "",
  };
}

function unitOf(bytes: number | null): BucketDraft["unit"] {
  if (bytes === null || bytes === 0) return "MB";
  const units = Object.keys(UNITS).reverse() as readonly BucketDraft["unit"][];
  return units.find((unit) => bytes % UNITS[unit] === 0) ?? "B";
}

export function requestOf(
  { id, public: isPublic, limit, unit, types }: BucketDraft,
  { isNew }: { readonly isNew: boolean },
): SaveBucketInput {
  const allowed = types
    .split(",")
    .map((type) => type.trim())
    .filter((type) => type !== "");
  return {
    id: isNew ? id.trim() : id,
    isNew,
    public: isPublic,
    fileSizeLimit: limit.trim() === "" ? null : Math.trunc(Number(limit) * UNITS[unit]),
    allowedMimeTypes: allowed.length === 0 ? null : allowed,
  };
}

/** Bytes in a few characters. */
export function sizeWords(bytes: number): string {
  const units = Object.entries(UNITS).reverse();
  const [unit, size] = units.find(([, least]) => bytes >= least) ?? ["B", 1];
  return `${Math.round((bytes / size) * 10) / 10} ${unit}`;
}
