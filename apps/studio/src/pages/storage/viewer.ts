// Whose eyes a bucket is looked at with, as the address says it and as the server is asked.
import type { ListFilesInput } from "../../api/wire.ts";

/** `anon`, a user's id, or absent for the service. */
export type ViewerName = string | undefined;

export function viewerOf(viewer: ViewerName): NonNullable<ListFilesInput["as"]> {
  if (viewer === undefined) return { kind: "service" };
  return viewer === "anon" ? { kind: "anon" } : { kind: "user", userId: viewer };
}
