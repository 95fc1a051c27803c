// Further shapes of buckets, and a prover that is shown nothing of them.
import { describe, expect, test } from "vitest";
import {
  type Clause,
  EACH_OWN,
  IN,
  leaksOf,
  ME,
  OWN,
  policies,
  tryBuckets,
} from "../../../../test/bucket-policies.ts";
import { proveSchema } from "../../../../test/proof-lab.ts";

describe("a bucket whose files are each owner's", () => {
  test.each([
    ["by one policy of every command", policies({ all: OWN })],
    ["by the second folder", policies({ all: `${IN} and (storage.foldername(name))[2] = ${ME}` })],
    [
      "by the organization's folder",
      policies({
        all: `${IN} and (storage.foldername(name))[1] = (select auth.jwt() -> 'o' ->> 'id')`,
      }),
    ],
    ["read alone", policies({ select: OWN })],
  ])("%s, lets nobody else in", async (_, schema) => {
    const proof = await tryBuckets(schema);
    expect(proof).toMatchObject({ objects: ["bucket notes"], leaks: [], unknown: [] });
    const seen = proof.cells.filter(
      ({ verb, outcome }) => verb === "read" && outcome === "allowed",
    );
    expect(seen.map(({ actor }) => actor)).not.toContain("anon");
    expect(seen.length).toBeGreaterThan(0);
  });
});

describe("a bucket that lets others in", () => {
  test.each<[string, Clause, readonly string[]]>([
    ["to read", { ...EACH_OWN, select: IN }, ["count", "read"]],
    ["to delete", { ...EACH_OWN, select: IN, delete: IN }, ["count", "delete another's", "read"]],
  ])("%s, leaks", async (_, clauses, verbs) => {
    const proof = await tryBuckets(policies(clauses));
    expect(leaksOf(proof)).toEqual(verbs.map((verb) => `bucket notes: ${verb}`));
  });
});

test("a prover that is made blind to what Storage answers is not trusted", async () => {
  const proof = await proveSchema(policies(EACH_OWN), {
    intercept: async (request, send) => {
      const response = await send(request);
      return /\/object\/(authenticated|info|sign)\//.test(request.url)
        ? Response.json({ statusCode: "404", code: "NoSuchKey", message: "no" }, { status: 400 })
        : response;
    },
  });
  expect(proof.trusted).toBe(false);
  expect(proof.verdict).toBe("not proved");
});
