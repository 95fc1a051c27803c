// /api/storage/*: buckets and files of Supabase Storage.
import { Hono } from "hono";
import { deleteBucket, listBuckets, saveBucket } from "../storage/buckets.ts";
import {
  fileAddress,
  listFiles,
  moveFile,
  readFile,
  removeFiles,
  uploadFile,
} from "../storage/files.ts";
import type { StudioContext } from "../studio-context.ts";
import { StudioError } from "../studio-error.ts";
import {
  deleteBucketSchema,
  fileLinkSchema,
  listFilesSchema,
  moveFileSchema,
  readFileSchema,
  removeFilesSchema,
  saveBucketSchema,
  uploadSchema,
} from "../wire/storage.ts";
import { requestBody } from "./request-body.ts";

export function storageRoutes(context: StudioContext): Hono {
  const routes = new Hono();
  routes.get("/buckets", async (c) => c.json(await listBuckets(context)));
  routes.post("/buckets/save", async (c) => {
    await saveBucket(await requestBody(c, saveBucketSchema), context);
    return c.json({});
  });
  routes.post("/buckets/delete", async (c) => {
    const { id } = await requestBody(c, deleteBucketSchema);
    await deleteBucket(id, context);
    return c.json({});
  });
  routes.post("/list", async (c) =>
    c.json(await listFiles(await requestBody(c, listFilesSchema), context)),
  );
  routes.post("/read", async (c) => readFile(await requestBody(c, readFileSchema), context));
  // The body is the file: it is streamed through, whatever its size.
  routes.post("/upload", async (c) => {
    const asked = uploadSchema.safeParse(c.req.query());
    if (!asked.success) {
      throw new StudioError("STUDIO_REQUEST_INVALID", {
        message: "A bucket and a name are needed",
      });
    }
    const sent = { stream: c.req.raw.body, length: c.req.header("content-length") };
    await uploadFile({ ...asked.data, ...sent }, context);
    return c.json({});
  });
  routes.post("/move", async (c) => {
    await moveFile(await requestBody(c, moveFileSchema), context);
    return c.json({});
  });
  routes.post("/remove", async (c) => {
    await removeFiles(await requestBody(c, removeFilesSchema), context);
    return c.json({});
  });
  routes.post("/link", async (c) =>
    c.json(await fileAddress(await requestBody(c, fileLinkSchema), context)),
  );
  return routes;
}
