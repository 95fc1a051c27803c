// `limit` and `offset` of a browser's list.
import type { Page } from "../store/conditions.ts";
import type { FrontendCall } from "./frontend-call.ts";

const MAX_LIMIT = 500;

export function pageOf({ query }: FrontendCall): Page {
  const limit = query.integer("limit") ?? 10;
  const offset = query.integer("offset") ?? 0;
  return { limit: Math.min(Math.max(limit, 1), MAX_LIMIT), offset: Math.max(offset, 0) };
}
