// The ways in which Grace tries to reach Ada's rows over HTTP, each as data, for isolation.test.ts. An attack succeeds
// when an answer shows one of Ada's rows, or when Ada's rows are not what they were.

export interface AttackContext {
  readonly adaId: string;
  readonly graceId: string;
  readonly adaRowId: number;
  /** Grace's own tokens: the template's and the session's. */
  readonly graceToken: string;
  /** Ada's token of long ago. */
  readonly expiredAdaToken: string;
  /** Tokens made without the right key, by how they were made. */
  readonly forgedTokens: Readonly<Record<string, string>>;
}

export interface AttackRequest {
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** Below /rest/v1. */
  readonly path: string;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** True: only row level security stands in the way, so the attack must succeed where it is off. */
  readonly stoppedByRls?: boolean;
}

/** What nobody but Ada may ever be shown. */
export const ADA_SECRET = "ada keeps this to herself";

export function attacks(context: AttackContext): readonly AttackRequest[] {
  return [
    ...reads(context),
    ...writes(context),
    ...foreignTokens(context),
    ...sqlFragments(context),
  ];
}

function reads({ adaId, adaRowId, graceToken: token }: AttackContext): readonly AttackRequest[] {
  const get = (name: string, path: string): AttackRequest => ({
    name,
    method: "GET",
    path,
    token,
    stoppedByRls: true,
  });
  return [
    get("reads everything", "tasks?select=*"),
    get("filters by Ada's id", `tasks?user_id=eq.${adaId}`),
    get("filters by the row's id", `tasks?id=eq.${adaRowId}`),
    get("denies her own id", `tasks?user_id=neq.x&or=(user_id.is.null,user_id.not.is.null)`),
    get("asks a function to read", "rpc/read_all_tasks"),
    { ...get("asks a function that takes the service role", "rpc/climb"), stoppedByRls: false },
    {
      ...get("asks a function that takes the owner's role", "rpc/climb_to_owner"),
      stoppedByRls: false,
    },
  ];
}

function writes(context: AttackContext): readonly AttackRequest[] {
  const { adaId, graceId, adaRowId, graceToken: token } = context;
  const returned = { prefer: "return=representation" };
  const shared = { token, headers: returned, stoppedByRls: true } as const;
  return [
    {
      ...shared,
      name: "inserts a row in Ada's name",
      method: "POST",
      path: "tasks",
      body: { name: "planted", user_id: adaId },
    },
    {
      ...shared,
      name: "changes Ada's row",
      method: "PATCH",
      path: `tasks?id=eq.${adaRowId}`,
      body: { name: "changed" },
    },
    {
      ...shared,
      name: "takes Ada's row over",
      method: "PATCH",
      path: `tasks?user_id=eq.${adaId}`,
      body: { user_id: graceId },
    },
    {
      ...shared,
      name: "gives a row of hers to Ada",
      method: "PATCH",
      path: `tasks?user_id=eq.${graceId}`,
      body: { user_id: adaId },
    },
    {
      ...shared,
      name: "upserts over Ada's row",
      method: "POST",
      path: "tasks?on_conflict=id",
      headers: { prefer: "return=representation,resolution=merge-duplicates" },
      body: { id: adaRowId, name: "changed" },
    },
    { ...shared, name: "deletes Ada's row", method: "DELETE", path: `tasks?id=eq.${adaRowId}` },
    {
      ...shared,
      name: "deletes everything that is not hers",
      method: "DELETE",
      path: `tasks?user_id=neq.${graceId}`,
    },
  ];
}

function foreignTokens({ expiredAdaToken, forgedTokens }: AttackContext): readonly AttackRequest[] {
  const tokens = { "an expired token of Ada's": expiredAdaToken, ...forgedTokens };
  return Object.entries(tokens).map(([name, token]) => ({
    name: `reads with ${name}`,
    method: "GET",
    path: "tasks?select=*",
    token,
  }));
}

const FRAGMENTS = [
  `'; reset role; select * from tasks; --`,
  `") ; select * from tasks; --`,
  `1) or (1=1`,
  `x' or '1'='1`,
  `*&select=*`,
  `$1; set role service_role`,
  `\\'; select 1; --`,
];

/** Every place of a request that carries text, with every fragment in it. */
function sqlFragments({ graceToken: token }: AttackContext): readonly AttackRequest[] {
  return FRAGMENTS.flatMap((fragment) => {
    const f = encodeURIComponent(fragment);
    const paths = [
      `tasks?select=${f}`,
      `tasks?select=name::${f}`,
      `tasks?select=${f}:name`,
      `tasks?name=eq.${f}`,
      `tasks?name=in.(${f})`,
      `tasks?name=${f}.x`,
      `tasks?${f}=eq.1`,
      `tasks?or=(name.eq.${f})`,
      `tasks?order=${f}`,
      `tasks?limit=${f}`,
      `tasks?offset=${f}`,
      `tasks?name=fts(${f}).x`,
      `tasks?columns=${f}`,
      `tasks?on_conflict=${f}`,
      `${f}`,
      `rpc/${f}`,
    ];
    const gets = paths.map(
      (path): AttackRequest => ({ name: `GET ${path}`, method: "GET", path, token }),
    );
    const inHeaders = ["prefer", "accept", "accept-profile", "range"].map(
      (header): AttackRequest => ({
        name: `GET with ${header}: ${fragment}`,
        method: "GET",
        path: "tasks",
        token,
        headers: { [header]: fragment },
      }),
    );
    const inBody: AttackRequest = {
      name: `POST with the key ${fragment}`,
      method: "POST",
      path: "tasks",
      token,
      headers: { prefer: "return=representation,tx=rollback" },
      body: { [fragment]: fragment },
    };
    return [...gets, ...inHeaders, inBody];
  });
}
