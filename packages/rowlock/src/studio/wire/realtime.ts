// What a page needs to join a channel as somebody.
import * as z from "zod";

/** `as`: a user's id; absent for somebody who is signed out. */
export const realtimeAccessSchema = z.object({ as: z.string().min(1).max(200).optional() });
export type RealtimeAccessInput = z.input<typeof realtimeAccessSchema>;

export interface RealtimeAccess {
  /** `ws://127.0.0.1:PORT/realtime/v1`. */
  readonly url: string;
  readonly apiKey: string;
  /** The person's session token, which lives a minute; null for who is signed out. */
  readonly token: string | null;
}
