// What storage knows of a request before policies are asked: the operation by the name that policies may read, the
// buckets with their limits, and which statements follow.
import type { AskedBucket } from "../../../database/batch/planned-request.ts";
import { visible } from "../../text/visible.ts";
import { wrapText } from "../../text/wrap.ts";
import type { Explanation } from "../explanation.ts";

const ROOM = 70;

export function storageLines({ planned, grants }: Explanation): readonly string[] {
  const storage = planned?.storage ?? null;
  if (planned === null || storage === null) return [];
  const asked = grants
    .filter(({ privilege }) => privilege !== "usage")
    .map(({ privilege }) => privilege);
  const statements =
    asked.length === 0 || storage.open !== null
      ? "asks no policy"
      : `needs ${asked.join(", ")} of ${planned.target}`;
  return [`${storage.operation}: ${statements}`, ...storage.buckets.map(bucketLine)].map((line) =>
    wrapText(visible(line), ROOM, ""),
  );
}

function bucketLine({ id, settings }: AskedBucket): string {
  if (settings === null) return `bucket ${id}: there is none`;
  const { fileSizeLimit, allowedMimeTypes } = settings;
  return [
    `bucket ${id}: ${settings.public ? "public" : "private"}`,
    ...(fileSizeLimit === null ? [] : [`up to ${fileSizeLimit} bytes`]),
    ...(allowedMimeTypes === null ? [] : [allowedMimeTypes.join(", ")]),
  ].join(", ");
}
