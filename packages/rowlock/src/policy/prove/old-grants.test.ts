import { expect, test } from "vitest";
import { withOldGrants, withoutOldGrants } from "./old-grants.ts";
import type { Leak, Proof } from "./proof.ts";

const PROVED: Proof = {
  verdict: "proved",
  notProved: [],
  cells: [],
  leaks: [],
  unknown: [],
  drift: [],
  privileges: [],
  controls: [{ name: "a table broken on purpose", passed: true }],
  trusted: true,
  requests: 10,
  objects: ["public.notes"],
};

const LEAK: Leak = {
  object: "public.notes",
  actor: "anon",
  verb: "read",
  what: "sees 1 row that is not theirs",
  witness: null,
  request: { method: "GET", path: "/notes" },
  curl: "",
  fault: [],
  fix: null,
  confirmed: true,
  alsoBy: [],
};

test("withOldGrants() is green only where both ways are", () => {
  expect(withOldGrants(PROVED, PROVED)).toMatchObject({ verdict: "proved", requests: 20 });
  const leaks = withOldGrants(PROVED, { ...PROVED, leaks: [LEAK] });
  expect(leaks.verdict).toBe("leaks");
  expect(leaks.leaks[0]?.what).toBe("sees 1 row that is not theirs, with the old grants");
  const unknown = [{ object: "public.notes", reason: "every request failed" }];
  const open = withOldGrants(PROVED, { ...PROVED, unknown });
  expect(open).toMatchObject({ verdict: "not proved", notProved: ["public.notes"] });
  expect(open.unknown[0]?.reason).toBe("every request failed, with the old grants");
  expect(withOldGrants(PROVED, { ...PROVED, trusted: false }).verdict).toBe("not proved");
});

test("withOldGrants() says once what holds both ways", () => {
  const both = withOldGrants({ ...PROVED, leaks: [LEAK] }, { ...PROVED, leaks: [LEAK] });
  expect(both.leaks).toEqual([LEAK]);
});

test("withoutOldGrants() is never green", () => {
  expect(withoutOldGrants(PROVED, "nothing was tried")).toMatchObject({
    verdict: "not proved",
    notProved: ["supabase/migrations"],
  });
});
