import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createNewId, ID_PREFIXES, type IdKind } from "./new-id.ts";

const newId = createNewId(randomBytes);

test("newId() gives Clerk's form for every kind", () => {
  for (const kind of Object.keys(ID_PREFIXES) as IdKind[]) {
    const id = newId(kind, Date.now());
    expect(id).toMatch(new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-Za-z]{27}$`));
  }
});

test("newId() sorts by time, and within one millisecond by the order of making", () => {
  const start = Date.now();
  const ids = [0, 0, 0, 1, 1, 999, 1000, 1000, 86_400_000].map((later) =>
    newId("user", start + later),
  );
  expect(ids.toSorted()).toEqual(ids);
});
