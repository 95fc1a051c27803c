import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import {
  type RandomRequest,
  senselessRequests,
  wellFormedRequests,
} from "../../test/data-api-fuzz.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

// `npm run soak` runs ten thousand of each (fuzz.soak.ts).
const RUNS = 1_500;

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA, { dbTxEnd: "rollback", dbAggregatesEnabled: true });
});

afterAll(() => api.close());

async function answered({ path, method, headers, body }: RandomRequest): Promise<void> {
  const bodied =
    method !== "GET" && method !== "HEAD" && method !== "DELETE" && method !== "OPTIONS";
  const answer = await api.ask(path, { as: "ada", method, headers, ...(bodied ? { body } : {}) });
  expect(answer.status, `${method} ${path}\n${answer.text}`).toBeLessThan(500);
}

test("well-formed requests about what there is never end in a 500", async () => {
  const requests = wellFormedRequests(api.catalog());
  await fc.assert(fc.asyncProperty(requests, answered), { numRuns: RUNS });
});

test("senseless requests never end in a 500", async () => {
  await fc.assert(fc.asyncProperty(senselessRequests(), answered), { numRuns: RUNS });
});
