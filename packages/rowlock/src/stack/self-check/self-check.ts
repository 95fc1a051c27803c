// What each person sees, asked as an app would ask: over HTTP, with real tokens, one count per table and actor.
// Guarantee: it reads nothing but counts, and says what it could not find out.

export interface Actor {
  readonly name: string;
  /** The bearer token, or undefined for a stranger, who has only the anon key. */
  readonly token: string | undefined;
}

export interface SelfCheckOptions {
  /** Such as `http://127.0.0.1:54321/rest/v1`. */
  readonly restUrl: string;
  readonly anonKey: string;
  readonly tables: readonly string[];
  readonly actors: readonly Actor[];
  readonly fetch: typeof fetch;
}

export type Sight =
  | { readonly kind: "rows"; readonly count: number }
  | { readonly kind: "refused"; readonly status: number; readonly code: string };

export interface TableCheck {
  readonly table: string;
  /** By the actor's name. */
  readonly sights: Readonly<Record<string, Sight>>;
}

/** Each request in flight has a connection of its own, and to open one takes longer than to ask. */
const AT_ONCE = 2;

/** Asks for every table as every actor, few at a time, so that a large schema is no storm of requests. */
export async function selfCheck(options: SelfCheckOptions): Promise<readonly TableCheck[]> {
  const { tables, actors } = options;
  const asked = tables.flatMap((table) => actors.map((actor) => ({ table, actor })));
  const sights = new Array<Sight>(asked.length);
  // Taken from by both, and kept in the order in which they were asked.
  const questions = asked.entries();
  const ask = async () => {
    for (const [place, { table, actor }] of questions) {
      sights[place] = await look(table, actor, options);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return tables.map((table, row) => {
    const own = sights.slice(row * actors.length, (row + 1) * actors.length);
    return {
      table,
      sights: Object.fromEntries(
        own.map((sight, index) => [actors[index]?.name ?? "", sight] as const),
      ),
    };
  });
}

async function look(table: string, actor: Actor, options: SelfCheckOptions): Promise<Sight> {
  const response = await options.fetch(
    `${options.restUrl}/${encodeURIComponent(table)}?select=*&limit=0`,
    {
      headers: {
        apikey: options.anonKey,
        authorization: `Bearer ${actor.token ?? options.anonKey}`,
        prefer: "count=exact",
      },
    },
  );
  const body: unknown = await response.json().catch(() => undefined);
  const total = response.headers.get("content-range")?.split("/")[1];
  if (response.ok && total !== undefined && /^\d+$/.test(total)) {
    return { kind: "rows", count: Number(total) };
  }
  return { kind: "refused", status: response.status, code: codeOf(body) };
}

function codeOf(body: unknown): string {
  const code = (body as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "unknown";
}
