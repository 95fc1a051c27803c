// One call of Studio's API: the secret goes as a header, an error comes as an ApiError with the server's own words.
import { readSecret } from "./secret.ts";
import type { ApiProblem } from "./wire.ts";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: ApiProblem["error"];

  constructor(status: number, problem: ApiProblem["error"]) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export interface CallOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** A body that goes as it is. */
  readonly file?: File;
  readonly signal?: AbortSignal | undefined;
}

/** GET without a body, else POST. @throws ApiError */
export async function callApi<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  return (await (await callRaw(path, options)).json()) as Answer;
}

/** For an answer that is no JSON. @throws ApiError */
export async function callRaw(path: string, options: CallOptions): Promise<Response> {
  const response = await request(path, options);
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response;
}

/** The response itself, for streams and for the Backend API, whose errors have a form of their own. */
export async function request(
  path: string,
  { method, body, file, signal }: CallOptions,
): Promise<Response> {
  const headers = new Headers({ "x-rowlock-studio": readSecret() });
  if (body !== undefined) headers.set("content-type", "application/json");
  // Its own type would make the file more than bytes.
  if (file !== undefined) headers.set("content-type", "application/octet-stream");
  try {
    return await fetch(`/api${path}`, {
      method: method ?? (body === undefined && file === undefined ? "GET" : "POST"),
      headers,
      body: file ?? (body === undefined ? null : JSON.stringify(body)),
      signal: signal ?? null,
      credentials: "omit",
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, {
      code: "UNREACHABLE",
      message: "Rowlock does not answer",
      hint: "It may have been stopped: look at the terminal that runs rowlock dev",
    });
  }
}

async function problemOf(response: Response): Promise<ApiProblem["error"]> {
  const body = (await response.json().catch(() => null)) as Partial<ApiProblem> | null;
  return (
    body?.error ?? {
      code: `HTTP_${response.status}`,
      message: `The server answered with status ${response.status}`,
    }
  );
}
