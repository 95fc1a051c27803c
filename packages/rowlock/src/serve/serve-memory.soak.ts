// The memory of `rowlock serve` while it answers 200,000 requests over HTTP (ROWLOCK_REQUESTS says how many): reads,
// pages, calls, errors, tokens and shapes of queries that never come again. It must stop growing: the last quarter of
// the samples is not above the second. Each sample is taken of what is kept: V8 lets 12 MB of garbage lie and comes back
// to where it began every 100,000 requests or so, and so two quarters would tell where each stood in that.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServeLab, type ServeLab, token } from "../../test/serve-lab.ts";

const REQUESTS = Number(process.env.ROWLOCK_REQUESTS ?? 200_000);
const SAMPLES = 80;
const CLIENTS = 8;

const COLLECT = new URL("../../test/programs/collect-garbage.mjs", import.meta.url).href;
/** Longer than a collection takes. */
const COLLECTED = 250;

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

/** What the process keeps in memory, in bytes. */
async function memoryOf(pid: number): Promise<number> {
  process.kill(pid, "SIGUSR2");
  await sleep(COLLECTED);
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test(`${REQUESTS} requests, and memory does not grow`, async () => {
  const server = await lab.startReady({
    NODE_OPTIONS: `--import ${COLLECT} --max-semi-space-size=2`,
  });
  const pid = server.child.pid ?? 0;
  const samples: number[] = [];
  let turn = 0;
  async function askUntil(end: number): Promise<void> {
    let bearer = "";
    while (turn < end) {
      turn += 1;
      const own = turn;
      // A new person now and then, as many as a day brings.
      if (bearer === "" || own % 50 === 0) bearer = await token("authenticated", `user_${own}`);
      const status = await get(server.url + pathOf(own), bearer);
      if (status !== (own % 5 === 4 ? 404 : 200)) throw new Error(`${pathOf(own)}: ${status}`);
    }
  }
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const end = Math.round((sample * REQUESTS) / SAMPLES);
    await Promise.all(Array.from({ length: CLIENTS }, () => askUntil(end)));
    samples.push(await memoryOf(pid));
  }
  agent.destroy();
  const quarter = Math.floor(samples.length / 4);
  const [second, last] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)].map(median);
  console.log(JSON.stringify({ requests: turn, second, last, most: Math.max(...samples) }));
  expect(last).toBeLessThanOrEqual(second ?? 0);
}, 3_600_000);
