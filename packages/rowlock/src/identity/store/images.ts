// Uploaded pictures of users and organizations.
import { param, sql } from "../../sql/fragment.ts";
import { number, type Queryable } from "./identity-database.ts";

export interface ImageRow {
  readonly id: string;
  readonly content_type: string;
  readonly content: Uint8Array;
}

export async function insertImage(
  database: Queryable,
  image: ImageRow & { readonly now: number },
): Promise<void> {
  await database.query(sql`
    insert into images (id, content_type, content, created_at)
    values (${param(image.id)}, ${param(image.content_type)}, ${param(image.content)}, ${number(image.now)})`);
}

export async function findImage(database: Queryable, id: string): Promise<ImageRow | undefined> {
  const [image] = await database.query<ImageRow>(
    sql`select id, content_type, content from images where id = ${param(id)}`,
  );
  return image;
}

export async function deleteImageRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from images where id = ${param(id)}`);
}
