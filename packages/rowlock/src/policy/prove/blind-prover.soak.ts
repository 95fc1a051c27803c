// A prover that is made blind in one respect must notice it by its own controls, whatever it then reports.
import { describe, expect, test } from "vitest";
import { type ProofLabOptions, proveSchema } from "../../../test/proof-lab.ts";
import { SOUND } from "../../../test/rule-case.ts";

const refused = () =>
  Response.json(
    {
      code: "42501",
      message: "new row violates row-level security policy",
      details: null,
      hint: null,
    },
    { status: 403 },
  );

type Intercept = NonNullable<ProofLabOptions["intercept"]>;

const BLINDNESS: Readonly<
  Record<string, { readonly intercept: Intercept; readonly missed: string }>
> = {
  "sees no rows": {
    intercept: async (request, send) =>
      request.method === "GET" ? Response.json([]) : send(request),
    missed: "row level security switched off is caught",
  },
  "is told that every insert was refused": {
    intercept: async (request, send) => (request.method === "POST" ? refused() : send(request)),
    missed: "an INSERT policy that is always true is caught",
  },
  "is told that every update was refused": {
    intercept: async (request, send) => (request.method === "PATCH" ? refused() : send(request)),
    missed: "an UPDATE policy that is always true is caught",
  },
  "is told that every deletion was refused": {
    intercept: async (request, send) => (request.method === "DELETE" ? refused() : send(request)),
    missed: "a DELETE policy that is always true is caught",
  },
  "gets the answer of another": {
    intercept: (request, send) => {
      const headers = new Headers(request.headers);
      headers.delete("authorization");
      return send(new Request(request, { headers }));
    },
    missed: "a SELECT policy that is always true is caught",
  },
};

describe("a blind prover", () => {
  test.each(Object.entries(BLINDNESS))("%s", async (_, { intercept, missed }) => {
    const { controls, trusted } = await proveSchema(SOUND, { intercept });
    expect(trusted).toBe(false);
    expect(controls.filter((one) => !one.passed).map((one) => one.name)).toContain(missed);
  });

  test("that is shown everything accuses the sound table", async () => {
    const everything: string[] = [];
    const { controls, trusted } = await proveSchema(SOUND, {
      intercept: async (request, send) => {
        const answer = await send(request);
        if (request.method !== "GET" || !answer.ok) return answer;
        const rows: unknown = await answer.clone().json();
        if (Array.isArray(rows)) everything.push(...rows.map((row) => JSON.stringify(row)));
        return Response.json(everything.map((row) => JSON.parse(row) as unknown));
      },
    });
    expect(trusted).toBe(false);
    expect(controls[0]).toEqual({ name: "a sound table is not accused", passed: false });
  });
});
