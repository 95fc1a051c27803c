// The measurements: for each request, signature and number of connections all contenders in turn, round after round, so
// that a slow moment of the machine meets all of them alike.
import { type Contender, takeBack } from "./contenders.ts";
import { cpuSeconds } from "./cpu-time.ts";
import type { LoadProcess } from "./load/load-process.ts";
import type { HttpLoad } from "./load/messages.ts";
import { measure, type Sample } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { type Algorithm, type BenchRequest, REQUESTS } from "./requests.ts";
import { type Cell, summarize } from "./results.ts";
import type { SubjectContext } from "./subjects/subject.ts";

const WARM_UP_SECONDS = 1;
/** Unmeasured, before the first round: until the engine has compiled what this request needs. */
const FIRST_SECONDS = 4;

export interface RunCellsOptions {
  readonly contenders: readonly Contender[];
  readonly context: SubjectContext;
  readonly options: BenchOptions;
  readonly generator: LoadProcess<HttpLoad>;
  readonly onCell: (cells: readonly Cell[]) => void;
}

interface Setting {
  readonly request: BenchRequest;
  readonly algorithm: Algorithm;
  readonly connections: number;
}

export async function runCells(run: RunCellsOptions): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const setting of settingsOf(run.options)) {
    const able = run.contenders.filter((one) => one.algorithms.includes(setting.algorithm));
    const samples = new Map<Contender, Sample[]>(able.map((one) => [one, []]));
    const { seconds, rounds } = run.options;
    for (const contender of able)
      await sampleOf(contender, { setting, run, seconds: FIRST_SECONDS });
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of rotated(able, round)) {
        samples.get(contender)?.push(await sampleOf(contender, { setting, run, seconds }));
      }
    }
    const { request, algorithm, connections } = setting;
    const found = [...samples].map(([{ name }, all]) => ({
      request: request.name,
      title: request.title,
      algorithm,
      connections,
      subject: name,
      ...summarize(all),
    }));
    run.onCell(found);
    cells.push(...found);
  }
  return cells;
}

function settingsOf({ requests, connections }: BenchOptions): readonly Setting[] {
  return REQUESTS.filter(({ name }) => requests.includes(name)).flatMap((request) =>
    request.algorithms.flatMap((algorithm) =>
      connections.map((count) => ({ request, algorithm, connections: count })),
    ),
  );
}

/** Nobody always comes after the same one. */
function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

interface SampleOptions {
  readonly setting: Setting;
  readonly run: RunCellsOptions;
  readonly seconds: number;
}

async function sampleOf(contender: Contender, options: SampleOptions): Promise<Sample> {
  const sample = await loadAndMeasure(contender, options);
  const { setting, run } = options;
  await takeBack(setting.request, { contender, database: run.context.database });
  return sample;
}

async function loadAndMeasure(
  contender: Contender,
  { setting, run, seconds }: SampleOptions,
): Promise<Sample> {
  const { database, keys } = run.context;
  const { request, connections } = setting;
  const tokens = keys.tokens[setting.algorithm];
  if (contender.kind === "driver") {
    const { process } = contender;
    const claims = tokens.map(claimsOf);
    await process.warm({
      request: request.name,
      claims,
      connections,
      warmUpSeconds: WARM_UP_SECONDS,
    });
    return measure({
      subject: process.pid,
      database: database.pid,
      load: undefined,
      run: () => process.measure(seconds),
    });
  }
  const { target, pid } = contender.server;
  await run.generator.warm({
    ...target,
    method: request.method,
    path: target.basePath + request.path,
    body: request.body,
    status: request.status,
    tokens,
    connections,
    warmUpSeconds: WARM_UP_SECONDS,
  });
  return measure({
    subject: pid,
    database: database.pid,
    load: () => cpuSeconds(run.generator.pid),
    run: () => run.generator.measure(seconds),
  });
}

function claimsOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
}
