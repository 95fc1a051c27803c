// A text literal between dollar quotes, for bodies that people read: functions, DO blocks.
// Guarantee: the tag is chosen so that the body can't end the literal.
import { RowlockError } from "../errors/rowlock-error.ts";
import { type Sql, trusted } from "./fragment.ts";

/** `$$body$$`, or `$body$...$body$` and so on where the body holds the shorter tag. @throws when it holds a NUL */
export function dollarLiteral(body: string): Sql {
  if (body.includes("\0")) {
    throw new RowlockError({ code: "INTERNAL", message: "A literal may not hold a NUL character" });
  }
  let name = "";
  // A body that ends in `$` would run into the closing tag.
  for (let next = 1; `${body}$`.includes(`$${name}$`); next += 1) {
    name = next === 1 ? "body" : `body${next}`;
  }
  return trusted(`$${name}$${body}$${name}$`);
}
