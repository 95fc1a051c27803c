// Pictures: uploaded ones by their id, default ones drawn from their address. Served so that nothing in them can run.
import type { Hono } from "hono";
import type { Instance } from "../instance.ts";
import { drawDefaultPicture, parseDefaultPicture } from "../resources/image-url.ts";
import { findImage } from "../store/images.ts";

const HEADERS = {
  // Clerk's components ask with crossorigin="anonymous": no cookie goes with it, and a picture is no secret.
  "Access-Control-Allow-Origin": "*",
  "Cache-Control": "public, max-age=31536000, immutable",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "X-Content-Type-Options": "nosniff",
};

export function imageRoutes(app: Hono, instance: Instance): void {
  app.get("/images/:id", async (context) => {
    const image = await findImage(instance.database, context.req.param("id"));
    if (image === undefined) return context.notFound();
    return context.body(new Uint8Array(image.content), 200, {
      ...HEADERS,
      "Content-Type": image.content_type,
    });
  });
  app.get("/:picture{.{16,}}", async (context, next) => {
    const picture = parseDefaultPicture(context.req.param("picture"));
    if (picture === undefined) return next();
    return context.body(drawDefaultPicture(picture), 200, {
      ...HEADERS,
      "Content-Type": "image/svg+xml",
    });
  });
}
