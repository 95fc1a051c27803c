// What a server counts of itself, and the text in which Prometheus reads it, under PostgREST's names.
// Guarantee: counting costs a request no more than a few additions.

export interface ServeCounters {
  /** Batches that were asked for and have not ended. */
  running: number;
  poolTimeouts: number;
  schemaLoads: number;
  schemaFailures: number;
  /** How long the last reading of the schema took. */
  schemaSeconds: number;
  tokenLookups: number;
  tokenHits: number;
}

export interface ServeMetrics extends Readonly<Omit<ServeCounters, "running">> {
  readonly poolMax: number;
  readonly poolAvailable: number;
  readonly poolWaiting: number;
}

export function createCounters(): ServeCounters {
  return {
    running: 0,
    poolTimeouts: 0,
    schemaLoads: 0,
    schemaFailures: 0,
    schemaSeconds: 0,
    tokenLookups: 0,
    tokenHits: 0,
  };
}

export function takeMetrics({ running, ...counted }: ServeCounters, poolMax: number): ServeMetrics {
  return {
    ...counted,
    poolMax,
    poolAvailable: Math.max(0, poolMax - running),
    poolWaiting: Math.max(0, running - poolMax),
  };
}

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly { readonly of: keyof ServeMetrics; readonly status?: string }[];
}

const METRICS: readonly Metric[] = [
  {
    name: "pgrst_schema_cache_query_time_seconds",
    type: "gauge",
    help: "How long the last reading of the schema took",
    samples: [{ of: "schemaSeconds" }],
  },
  {
    name: "pgrst_schema_cache_loads_total",
    type: "counter",
    help: "How often the schema was read",
    samples: [
      { of: "schemaLoads", status: "SUCCESS" },
      { of: "schemaFailures", status: "FAIL" },
    ],
  },
  {
    name: "pgrst_db_pool_timeouts_total",
    type: "counter",
    help: "Requests that waited in vain for a connection",
    samples: [{ of: "poolTimeouts" }],
  },
  {
    name: "pgrst_db_pool_available",
    type: "gauge",
    help: "Connections of the pool that no request uses, whether open or not",
    samples: [{ of: "poolAvailable" }],
  },
  {
    name: "pgrst_db_pool_waiting",
    type: "gauge",
    help: "Requests that wait for a connection",
    samples: [{ of: "poolWaiting" }],
  },
  {
    name: "pgrst_db_pool_max",
    type: "gauge",
    help: "Connections of the pool at most",
    samples: [{ of: "poolMax" }],
  },
  {
    name: "pgrst_jwt_cache_requests_total",
    type: "counter",
    help: "Tokens looked up among those verified before",
    samples: [{ of: "tokenLookups" }],
  },
  {
    name: "pgrst_jwt_cache_hits_total",
    type: "counter",
    help: "Tokens found among those verified before",
    samples: [{ of: "tokenHits" }],
  },
];

/** One process' numbers; of several, each with its own. */
export interface MetricsOf {
  readonly worker: number | undefined;
  readonly metrics: ServeMetrics;
}

/** Prometheus' text format. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function renderMetrics(processes: readonly MetricsOf[]): string {
  return METRICS.map(({ name, type, help, samples }) => {
    const lines = processes.flatMap(({ worker, metrics }) =>
      samples.map(({ of, status }) => `${name}${labels({ worker, status })} ${metrics[of]}\n`),
    );
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
  }).join("");
}

function labels(given: Readonly<Record<string, string | number | undefined>>): string {
  const texts = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value}"`],
  );
  return texts.length === 0 ? "" : `{${texts.join(",")}}`;
}
