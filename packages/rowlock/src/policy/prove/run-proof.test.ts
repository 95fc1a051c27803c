import { describe, expect, test } from "vitest";
import { proveSchema } from "../../../test/proof-lab.ts";
import { policies, SOUND, TASKS } from "../audit/rule-case.ts";

describe("runProof()", () => {
  test("finds no leak in a sound table, and can be trusted", async () => {
    const proof = await proveSchema(SOUND);
    expect(proof.leaks).toEqual([]);
    expect(proof.controls.filter((one) => !one.passed)).toEqual([]);
    expect(proof.trusted).toBe(true);
  });

  test("finds that everybody signed in reads everything", async () => {
    const proof = await proveSchema(`${TASKS}${policies("tasks", { select: "true" })}`);
    expect(proof.leaks.length).toBeGreaterThan(0);
  });

  test("says that a run can't be trusted which sees no rows, even in an open table", async () => {
    const proof = await proveSchema(`${TASKS}${policies("tasks", { select: "true" })}`, {
      intercept: async (request, send) =>
        request.method === "GET" ? Response.json([]) : send(request),
    });
    expect(proof.leaks).toEqual([]);
    expect(proof.trusted).toBe(false);
    expect(proof.controls.filter((one) => !one.passed).map((one) => one.name)).toEqual([
      "row level security switched off is caught",
      "a SELECT policy that is always true is caught",
      "rows without an owner opened is caught",
    ]);
  });

  test("never trusts a run without controls", async () => {
    const proof = await proveSchema(SOUND, { withoutControls: true });
    expect({ leaks: proof.leaks, trusted: proof.trusted }).toEqual({ leaks: [], trusted: false });
  });
});
