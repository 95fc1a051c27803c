import { describe, expect, test } from "vitest";
import { proveSchema } from "../../../test/proof-lab.ts";
import { policies, SOUND, TASKS } from "../audit/rule-case.ts";

describe("runProof()", () => {
  test("finds no leak in a sound table, and can be trusted", async () => {
    const proof = await proveSchema(SOUND);
    expect(proof.leaks).toEqual([]);
    expect(proof.controls.filter((one) => !one.passed)).toEqual([]);
  });

  test("finds that everybody signed in reads everything", async () => {
    const proof = await proveSchema(`${TASKS}${policies("tasks", { select: "true" })}`);
    expect(proof.leaks.length).toBeGreaterThan(0);
  });
});
