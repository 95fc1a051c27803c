// Realtime's channels belong to whoever they were joined for. No join goes out before the session's token is there, and all
// channels are left as soon as another session or organization is seen.
import {
  type RealtimeChannel,
  REALTIME_SUBSCRIBE_STATES as STATES,
  type SupabaseClient,
} from "@supabase/supabase-js";
import type { TokenCache } from "./token-cache.ts";

type Realtime = SupabaseClient["realtime"];

/** Makes the channels of a client those of its session, and gives what leaves all that were subscribed to. */
export function bindChannels(realtime: Realtime, tokens: TokenCache): () => void {
  const bound = new WeakSet<RealtimeChannel>();
  /** Those that somebody subscribed to. */
  const asked = new WeakSet<RealtimeChannel>();
  const open = realtime.channel.bind(realtime);
  const authorize = async () => realtime.setAuth(await tokens.getLasting());

  function bind(channel: RealtimeChannel): void {
    const { subscribe, httpSend } = channel;
    channel.subscribe = (callback, timeout) => {
      // The socket opens meanwhile, or fails at once.
      realtime.connect();
      asked.add(channel);
      authorize().then(
        () => {
          if (asked.has(channel) && realtime.getChannels().includes(channel)) {
            subscribe.call(channel, callback, timeout);
          } else callback?.(STATES.CLOSED);
        },
        (cause) => callback?.(STATES.CHANNEL_ERROR, cause),
      );
      return channel;
    };
    channel.httpSend = async (...message) => {
      await authorize();
      return httpSend.apply(channel, message);
    };
  }

  realtime.channel = (topic, options) => {
    // The session may be another by now: then a channel of this topic is not given once more.
    tokens.look();
    const channel = open(topic, options);
    if (!bound.has(channel)) bind(channel);
    bound.add(channel);
    return channel;
  };

  return () => {
    for (const channel of realtime.getChannels()) {
      if (!asked.delete(channel)) continue;
      void channel.unsubscribe();
      // Else whoever removes it once more would remove the next one of its topic.
      channel.teardown?.();
    }
  };
}
