// `npm run soak`: what fuzz.test.ts does, at length, with flat memory over very many requests of very many shapes.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import {
  type RandomRequest,
  senselessRequests,
  wellFormedRequests,
} from "../../test/data-api-fuzz.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(DATA_API_SCHEMA, { dbTxEnd: "rollback", dbAggregatesEnabled: true });
});

afterAll(() => api.close());

async function answered({ path, method, headers, body }: RandomRequest): Promise<void> {
  const bodied = !["GET", "HEAD", "DELETE", "OPTIONS"].includes(method);
  const answer = await api.ask(path, { as: "ada", method, headers, ...(bodied ? { body } : {}) });
  expect(answer.status, `${method} ${path}\n${answer.text}`).toBeLessThan(500);
}

test("10,000 well-formed requests never end in a 500", async () => {
  const requests = wellFormedRequests(api.catalog());
  await fc.assert(fc.asyncProperty(requests, answered), { numRuns: 10_000 });
});

test("10,000 senseless requests never end in a 500", async () => {
  await fc.assert(fc.asyncProperty(senselessRequests(), answered), { numRuns: 10_000 });
});

test("memory is flat over 200,000 requests of 5,000 shapes", async () => {
  const shapes = Array.from({ length: 5_000 }, (_, index) => `id,name,x${index}:name`);
  const ask = async (index: number) => {
    const select = shapes[index % shapes.length];
    const request = new Request(`http://localhost/tasks?select=${select}&id=eq.${index}&limit=1`);
    const response = await api.fetch(request);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  };
  const used: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    for (let start = 0; start < 10_000; start += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => ask(round * 10_000 + start + index)),
      );
    }
    api.statements.length = 0;
    globalThis.gc?.();
    used.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  // The caches are full after the first rounds.
  const settled = used.slice(5);
  const early = Math.max(...settled.slice(0, 5));
  const late = Math.min(...settled.slice(-5));
  expect(late, used.map(Math.round).join(" ")).toBeLessThan(early * 1.2);
});
