// What a client's message does: it joins a topic, goes to the channel that is there, or is answered that there is none.
import type { Channel } from "../channel/channel.ts";
import type { ChannelHost, ChannelServices } from "../channel/channel-services.ts";
import { joinChannel } from "../channel/join-channel.ts";
import { pushEnd, reply } from "../channel/joined.ts";
import { Refusal } from "../refusal.ts";
import type { ClientFrame, TextFrame } from "../wire/frame.ts";
import type { Place, Places } from "./places.ts";

export interface Dispatch {
  heartbeat(frame: ClientFrame): void;
  join(frame: TextFrame): void;
  pass(frame: ClientFrame): void;
}

export interface DispatchOptions {
  readonly host: ChannelHost;
  readonly places: Places;
  readonly services: ChannelServices;
}

/** Channels of one connection, as hosted has it. */
const MOST_CHANNELS = 100;

interface Failure {
  readonly frame: ClientFrame;
  readonly error: unknown;
}

export function createDispatch({ host, places, services }: DispatchOptions): Dispatch {
  const { onError } = services;

  function answer(frame: ClientFrame, reason?: string): void {
    const { ref } = frame;
    if (reason === undefined) reply({ host, ...frame }, { ref, status: "ok" });
    else reply({ host, ...frame }, { ref, status: "error", response: { reason } });
  }

  async function enter(place: Place, frame: TextFrame): Promise<void> {
    leave(place, frame.topic);
    try {
      const channel = await joinChannel(frame, { services, host });
      place.channel = channel;
      if (!host.isOpen) channel?.leave();
    } catch (error) {
      if (!(error instanceof Refusal)) onError(error);
      const { reason } = error instanceof Refusal ? error : new Refusal("UnknownErrorOnChannel");
      answer(frame, reason);
    }
  }

  /** The same topic once more: the join of before is over. */
  function leave(place: Place, topic: string): void {
    const { channel } = place;
    if (channel === undefined) return;
    channel.leave();
    place.channel = undefined;
    pushEnd({ host, topic, joinRef: channel.joinRef }, "phx_close");
  }

  function passTo({ channel }: Place, frame: ClientFrame): void | Promise<void> {
    if (channel === undefined) {
      answerOutside(frame);
      return;
    }
    const done = channel.take(frame);
    if (done instanceof Promise)
      return done.catch((error: unknown) => fail(channel, { frame, error }));
  }

  function fail(channel: Channel, { frame: { topic }, error }: Failure): void {
    if (error instanceof Refusal && !error.isPassing) {
      channel.end(error);
      return;
    }
    if (!(error instanceof Refusal)) onError(error);
    channel.leave();
    pushEnd({ host, topic, joinRef: channel.joinRef }, "phx_error");
    host.forget(topic);
  }

  /** To a topic that this client is not on. */
  function answerOutside(frame: ClientFrame): void {
    if (frame.event === "phx_leave") answer(frame);
    else if (frame.ref !== null) answer(frame, "unmatched topic");
  }

  return {
    heartbeat(frame) {
      if (frame.event === "heartbeat") answer(frame);
    },
    join(frame) {
      const there = places.find(frame.topic);
      if (there === undefined && places.count >= MOST_CHANNELS) {
        answer(frame, new Refusal("ChannelRateLimitReached").reason);
        return;
      }
      const place = there ?? places.open(frame.topic);
      const { ref, joinRef } = frame;
      place.line.run(() => enter(place, { ...frame, joinRef: joinRef ?? ref }));
    },
    pass(frame) {
      const place = places.find(frame.topic);
      if (place === undefined) answerOutside(frame);
      else place.line.run(() => passTo(place, frame));
    },
  };
}
