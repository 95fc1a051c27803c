// Who may call the API: Studio's own pages, which hold the run's secret. A page elsewhere has neither the secret nor, in
// its Origin, the right name; a form can't send the header at all. Held before any handler looks at the request.
import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { StudioError } from "./studio-error.ts";

export const SECRET_HEADER = "x-rowlock-studio";

export interface RequireSecretOptions {
  readonly secret: string;
  /** The origins of Studio's own pages. */
  readonly origins: readonly string[];
}

export function requireSecret({ secret, origins }: RequireSecretOptions): MiddlewareHandler {
  const expected = digest(secret);
  return async (context, next) => {
    if (!isOwnOrigin(context.req.raw.headers, origins)) {
      throw new StudioError("STUDIO_ORIGIN_FOREIGN", {
        message: "This request comes from a page that is not Studio's",
      });
    }
    const given = context.req.header(SECRET_HEADER) ?? "";
    if (!timingSafeEqual(digest(given), expected)) {
      throw new StudioError("STUDIO_SECRET_WRONG", {
        message: "The secret of this run is missing or wrong",
        hint: "Open the link that rowlock dev printed: a restart makes a new one",
      });
    }
    await next();
  };
}

/** A program sends neither header; a browser that says it comes from elsewhere is refused. */
function isOwnOrigin(headers: Headers, origins: readonly string[]): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origins.includes(origin);
  const site = headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

/** Equal lengths for the comparison, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
