import { describe, expect, test } from "vitest";
import { proveSchema } from "../../../test/proof-lab.ts";
import { policies, SOUND, TASKS } from "../../../test/rule-case.ts";

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

  // Its words are PostgreSQL's for a policy: whoever goes by words takes the open policy for a closed one.
  test("does not take what a trigger raises for the refusal of a policy", async () => {
    const proof = await proveSchema(
      `${TASKS}${policies("tasks", { insert: "true" })}
       create function refuse() returns trigger language plpgsql as $$ begin
         if new.user_id = auth.jwt() ->> 'sub' then return new; end if;
         raise insufficient_privilege using message = 'new row violates row-level security policy';
       end $$;
       create trigger refuse before insert on tasks for each row execute function refuse();`,
      { withoutControls: true },
    );
    const outcomes = proof.cells.filter(
      ({ object, verb, actor }) =>
        object === "public.tasks" && verb === "insert as another" && actor !== "nobody",
    );
    expect(outcomes.map(({ outcome }) => outcome)).toContain("unknown");
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain("denied by policy");
  });

  test("never trusts a run without controls", async () => {
    const proof = await proveSchema(SOUND, { withoutControls: true });
    expect({ leaks: proof.leaks, trusted: proof.trusted }).toEqual({ leaks: [], trusted: false });
  });
});
