// One call of the Backend API, through Studio's server, which adds the secret key. Clerk's errors become ApiErrors, with the name
// of the field that they speak of.
import { ApiError, type CallOptions, request } from "./call-api.ts";

interface ClerkErrors {
  readonly errors?: readonly {
    readonly code: string;
    readonly message: string;
    readonly long_message?: string;
    readonly meta?: { readonly param_name?: string };
  }[];
}

/** `path` as in Clerk's reference, such as `/v1/users`. @throws ApiError */
export async function callClerk<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await request(`/clerk${path}`, options);
  if (response.status === 204) return undefined as Answer;
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as Answer;
  throw new ApiError(response.status, problemOf(response.status, body));
}

function problemOf(status: number, body: unknown): ApiError["problem"] {
  const first = (body as ClerkErrors | null)?.errors?.[0];
  if (first !== undefined) {
    return {
      code: first.code,
      message: first.long_message ?? first.message,
      field: first.meta?.param_name,
    };
  }
  const own = (body as { error?: ApiError["problem"] } | null)?.error;
  return (
    own ?? {
      code: `HTTP_${status}`,
      message: `The identity service answered with status ${status}`,
    }
  );
}
