import { describe, expect, test } from "vitest";
import { proveSchema } from "../../../test/proof-lab.ts";
import { policies, SOUND, TASKS } from "../audit/rule-case.ts";

describe("runProof()", () => {
  test("finds no leak in a sound table, and can be trusted", async () => {
    const proof = await proveSchema(SOUND);
    console.log(JSON.stringify(proof.controls), proof.requests, proof.unknown);
    console.log(proof.leaks);
    console.table(proof.cells.map((c) => ({ a: c.actor, v: c.verb, o: c.outcome, r: c.reason })));
    expect(proof.leaks).toEqual([]);
    expect(proof.controls.filter((one) => !one.passed)).toEqual([]);
  });

  test("finds a leak", async () => {
    const proof = await proveSchema(`${TASKS}${policies("tasks", { select: "true" })}`);
    console.log(JSON.stringify(proof.leaks, null, 1));
  });
});
