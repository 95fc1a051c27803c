// The memory of `rowlock serve` while it answers 200,000 requests over HTTP (ROWLOCK_REQUESTS says how many): reads,
// pages, calls, errors, tokens and shapes of queries that never come again. It must stop growing: the last quarter of
// the samples is not above the second, but for a twentieth that a garbage collector may have left lying.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServeLab, type ServeLab, token } from "../../test/serve-lab.ts";

const REQUESTS = Number(process.env.ROWLOCK_REQUESTS ?? 200_000);
const SAMPLES = 200;
const CLIENTS = 8;
const SLACK = 1.05;

/** Little, so that what grows is what is kept: with room, V8 lets garbage lie, some 40 MB more in such a run. */
const HEAP = "--max-old-space-size=48 --max-semi-space-size=2";

let lab: ServeLab;

beforeAll(async () => {
  lab = await createServeLab();
});

afterAll(() => lab.close());

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

function get(url: string, bearer: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: { authorization: `Bearer ${bearer}` } });
    asked.on("response", (response) => {
      response.on("end", () => resolve(response.statusCode ?? 0)).resume();
    });
    asked.on("error", reject).end();
  });
}

function pathOf(turn: number): string {
  switch (turn % 5) {
    case 0:
      return "/tasks?select=name";
    case 1:
      return `/tasks?select=name&id=eq.${turn}`;
    case 2:
      return `/tasks?select=alias_${turn}:name&order=id&limit=1`;
    case 3:
      return "/rpc/nap?seconds=0";
    default:
      return `/nowhere_${turn}`;
  }
}

/** What the process holds in memory, in bytes. */
function memoryOf(pid: number): number {
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test(`${REQUESTS} requests, and memory does not grow`, async () => {
  const server = await lab.startReady({ NODE_OPTIONS: HEAP });
  const pid = server.child.pid ?? 0;
  const samples: number[] = [];
  let turn = 0;
  async function ask(): Promise<void> {
    let bearer = "";
    while (turn < REQUESTS) {
      turn += 1;
      const own = turn;
      // A new person now and then, as many as a day brings.
      if (bearer === "" || own % 50 === 0) bearer = await token("authenticated", `user_${own}`);
      const status = await get(server.url + pathOf(own), bearer);
      if (status !== (own % 5 === 4 ? 404 : 200)) throw new Error(`${pathOf(own)}: ${status}`);
      if (own % Math.ceil(REQUESTS / SAMPLES) === 0) samples.push(memoryOf(pid));
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, ask));
  agent.destroy();
  const quarter = Math.floor(samples.length / 4);
  const [second, last] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)].map(median);
  console.log(JSON.stringify({ requests: turn, second, last, most: Math.max(...samples) }));
  expect(last).toBeLessThanOrEqual((second ?? 0) * SLACK);
}, 3_600_000);
