// Storage of a whole stack, with a file of each size in a public bucket and in one that policies decide on.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BenchStack, startBenchStack } from "./stack.ts";

/** The files that are asked for, by the name of their size. */
export const SIZES = {
  "1 MB": Buffer.alloc(1_000_000, "rowlock"),
  "10 kB": Buffer.alloc(10_000, "rowlock"),
} as const;

export type Size = keyof typeof SIZES;

/** A way to ask for one of them. */
export interface StorageWay {
  readonly size: Size;
  readonly what: string;
  readonly path: string;
  readonly token: string;
}

export interface StorageSubject {
  readonly pid: number;
  readonly database: number;
  readonly port: number;
  readonly ways: readonly StorageWay[];
  /** Where a large file may be put. */
  readonly large: { readonly url: string; readonly headers: Readonly<Record<string, string>> };
  stop(): Promise<void>;
}

const run = promisify(execFile);
const API = "/storage/v1";

export async function openStorageSubject(dist: string): Promise<StorageSubject> {
  const stack = await startBenchStack({ dist, people: 1, files: FILES });
  try {
    return await fillStorage(stack, dist);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function fillStorage(stack: BenchStack, dist: string): Promise<StorageSubject> {
  const { directory, api, people } = stack;
  const url = `http://${api.host}:${api.port}${API}`;
  const rowlock = async (...args: readonly string[]) => {
    const project = ["--dir", directory, "--port-base", String(api.port)];
    const all = [join(dist, "rowlock.js"), ...args, ...project];
    return (await run(process.execPath, all)).stdout.trim();
  };
  const environment = JSON.parse(await rowlock("env", "--json"));
  const token = await rowlock("token", people[0]?.email ?? "", "--template", "bench");
  const user = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sub;
  const own = { authorization: `Bearer ${token}`, apikey: environment.SUPABASE_KEY };
  const service = { authorization: `Bearer ${environment.SUPABASE_SERVICE_ROLE_KEY}` };

  async function send(path: string, request: RequestInit): Promise<string> {
    const response = await fetch(`${url}${path}`, { method: "POST", ...request });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
    return text;
  }

  const ways: StorageWay[] = [];
  for (const [size, body] of Object.entries(SIZES) as [Size, Buffer<ArrayBuffer>][]) {
    const name = size.replace(" ", "-");
    const kept = { body, headers: { ...service, "content-type": "application/octet-stream" } };
    await send(`/object/shown/${name}`, kept);
    const place = `own/${user}/${name}`;
    await send(`/object/${place}`, { body, headers: { ...kept.headers, ...own } });
    const signing = { body: '{"expiresIn":86400}', headers: { ...own, ...JSON_BODY } };
    const { signedURL } = JSON.parse(await send(`/object/sign/${place}`, signing));
    const paths = [
      { what: "public", path: `${API}/object/public/shown/${name}` },
      { what: "signed", path: `${API}${signedURL}` },
      { what: "decided by RLS", path: `${API}/object/authenticated/${place}` },
    ];
    ways.push(...paths.map((way) => ({ ...way, size, token })));
  }
  return {
    pid: stack.pid,
    database: stack.database,
    port: api.port,
    ways,
    large: { url: `${url}/object/own/${user}/large`, headers: own },
    stop: stack.stop,
  };
}

const JSON_BODY = { "content-type": "application/json" };

/** As `rowlock protect --bucket` writes them. */
const FILES = {
  "supabase/config.toml": `[storage]\nfile_size_limit = "10GiB"\n`,
  "supabase/migrations/20250101000000_files.sql": `
insert into storage.buckets (id, name, public) values ('shown', 'shown', true), ('own', 'own', false);
create policy own_see on storage.objects for select to authenticated
  using (bucket_id = 'own' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));
create policy own_add on storage.objects for insert to authenticated
  with check (bucket_id = 'own' and (storage.foldername(name))[1] = (select auth.jwt() ->> 'sub'));
`,
};
