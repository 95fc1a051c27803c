// supabase-js refuses to make a client where there is no WebSocket (Node before 22), also for those who never use
// Realtime. This stand-in lets it be made, and fails with words when a channel is opened.
import type { WebSocketLikeConstructor } from "@supabase/supabase-js";

/** Passed as `realtime.transport` where the runtime has no WebSocket. */
export const MissingWebSocket = class {
  constructor() {
    throw Error("Realtime needs Node 22 or a realtime.transport");
  }
} as unknown as WebSocketLikeConstructor;
