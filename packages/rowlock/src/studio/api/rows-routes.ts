// POST /api/rows/*: pages, counts and edits of a table, and the table as somebody else sees it.
import { Hono } from "hono";
import { countRows } from "../rows/count-rows.ts";
import { deleteRows, insertRow, readCell, updateRow } from "../rows/edit-rows.ts";
import { readRows } from "../rows/read-rows.ts";
import { viewAs } from "../rows/view-as.ts";
import type { StudioContext } from "../studio-context.ts";
import {
  countRowsSchema,
  deleteRowsSchema,
  insertRowSchema,
  readCellSchema,
  readRowsSchema,
  updateRowSchema,
  viewAsSchema,
} from "../wire/rows.ts";
import { requestBody } from "./request-body.ts";

export function rowsRoutes(context: StudioContext): Hono {
  const { database } = context;
  const routes = new Hono();
  routes.post("/read", async (c) =>
    c.json(
      await readRows(await requestBody(c, readRowsSchema), {
        database: database.cancelledBy(c.req.raw.signal),
        now: context.now,
      }),
    ),
  );
  routes.post("/count", async (c) =>
    c.json(
      await countRows(await requestBody(c, countRowsSchema), {
        database,
        signal: c.req.raw.signal,
      }),
    ),
  );
  routes.post("/insert", async (c) =>
    c.json(await insertRow(await requestBody(c, insertRowSchema), database)),
  );
  routes.post("/update", async (c) =>
    c.json(await updateRow(await requestBody(c, updateRowSchema), database)),
  );
  routes.post("/delete", async (c) => {
    await deleteRows(await requestBody(c, deleteRowsSchema), database);
    return c.json({});
  });
  routes.post("/cell", async (c) => {
    const text = await readCell(await requestBody(c, readCellSchema), database);
    return c.json({ text });
  });
  routes.post("/view-as", async (c) =>
    c.json(await viewAs(await requestBody(c, viewAsSchema), context)),
  );
  return routes;
}
