// What the bench asks of a process that makes load, and what it answers: one line of JSON each.
import type { LoadResult } from "./load-result.ts";

export interface HttpLoad {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** The whole path, base path included. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly tokens: readonly string[];
  readonly status: number;
  readonly connections: number;
  readonly warmUpSeconds: number;
}

export interface DriverLoad {
  readonly request: string;
  readonly claims: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
}

/** First the load, which is then warm; then how long it is measured for. */
export type LoadCommand<Load> =
  | { readonly kind: "warm"; readonly load: Load }
  | { readonly kind: "measure"; readonly seconds: number };

export type LoadAnswer =
  | { readonly kind: "warmed" }
  | { readonly kind: "measured"; readonly result: LoadResult }
  | { readonly kind: "failed"; readonly message: string };
