// A request's JSON body, held against its schema. Only JSON is taken: a form of another site can't send it unasked.
import type { Context } from "hono";
import type * as z from "zod";
import { StudioError } from "../studio-error.ts";

/** @throws STUDIO_REQUEST_INVALID, or STUDIO_FORM_INVALID with the field */
export async function requestBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new StudioError("STUDIO_REQUEST_INVALID", {
      message: "Expected a body of type application/json",
    });
  }
  const body: unknown = await context.req.json().catch(() => {
    throw new StudioError("STUDIO_REQUEST_INVALID", { message: "The body is not JSON" });
  });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StudioError("STUDIO_FORM_INVALID", {
    message: issue?.message ?? "The body is not as expected",
    field: issue?.path.join("."),
  });
}
