// Node 20 has no WebSocket, and without one supabase-js makes no client. @rowlock/client sees to that by itself;
// the page `/guide` calls supabase-js directly, so there the server gets a stand-in. Node 22 needs none of this.

class MissingWebSocket {
  constructor() {
    throw new Error("Supabase Realtime on a server needs Node 22 or later");
  }
}

export function register(): void {
  if (typeof WebSocket === "undefined") {
    Object.assign(globalThis, { WebSocket: MissingWebSocket });
  }
}
