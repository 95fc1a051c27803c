// What commands ask of the stack that runs, on the port of the identity service: it alone writes the keys while it runs,
// and an answer means that they are in force. Guarantee: nothing is done and nothing is read without the Clerk secret
// key, compared in constant time; no answer holds a key. `rowlock serve` has no such door.
import { createHash, timingSafeEqual } from "node:crypto";
import type { FetchHandler } from "../../http/request-listener.ts";
import { type Rotation, rotationSchema } from "../../project/keys/rotation.ts";

export const ROTATE_PATH = "/rowlock/keys/rotate";

export interface ControlOptions {
  readonly secretKey: string;
  rotate(rotation: Rotation): Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Answers what is meant for the stack itself, and leaves the rest to `next`. */
export function withControl(next: FetchHandler, options: ControlOptions): FetchHandler {
  return (request) =>
    new URL(request.url).pathname === ROTATE_PATH
      ? answerRotation(request, options)
      : next(request);
}

async function answerRotation(request: Request, options: ControlOptions): Promise<Response> {
  if (!opens(request.headers.get("authorization"), options.secretKey)) {
    return problem(401, "The Clerk secret key is needed, as a bearer token");
  }
  if (request.method !== "POST") return problem(405, "Expected POST");
  const body = rotationSchema.safeParse(await request.json().catch(() => undefined));
  if (!body.success) return problem(400, 'Expected {"key": "jwt-secret" or "instance-key"}');
  try {
    await options.rotate(body.data);
    return Response.json({ rotated: body.data.key });
  } catch (error) {
    options.onError(error);
    return problem(500, "The key could not be replaced; the old one is still in force");
  }
}

function opens(header: string | null, secretKey: string): boolean {
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${secretKey}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function problem(status: number, message: string): Response {
  return Response.json({ message }, { status });
}
