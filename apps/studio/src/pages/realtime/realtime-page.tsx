// Realtime: a channel is joined as one of the people, or as nobody, and what comes on it is shown as it comes.

import { Page } from "../../ui/page.tsx";
import { ChannelEvents } from "./channel-events.tsx";
import { JoinForm } from "./join-form.tsx";
import { SendForm } from "./send-form.tsx";
import { useChannel } from "./use-channel.ts";

export function RealtimePage() {
  const channel = useChannel();
  return (
    <Page
      title="Realtime"
      lead="Join a channel as somebody, and see what they hear: broadcasts, who is present, and a table's changes, of the rows that their policies show them."
    >
      <JoinForm channel={channel} />
      <SendForm channel={channel} />
      <ChannelEvents events={channel.events} />
    </Page>
  );
}
