// What came on the channel, the newest first.
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Empty } from "../../ui/page.tsx";
import type { ChannelEvent } from "./use-channel.ts";

const TONES: Readonly<Record<ChannelEvent["kind"], BadgeTone>> = {
  status: "plain",
  broadcast: "ok",
  presence: "plain",
  changes: "attention",
};

export function ChannelEvents({ events }: { readonly events: readonly ChannelEvent[] }) {
  if (events.length === 0) {
    return (
      <Empty icon="broadcast" title="Nothing has come yet">
        Who hears nothing of a table may lack a policy or a grant, or the table is not in the
        publication supabase_realtime: rowlock explain listen TABLE says which.
      </Empty>
    );
  }
  return (
    <ol
      role="log"
      aria-label="What came on the channel"
      className="divide-y divide-line rounded-lg border border-line bg-surface"
    >
      {events.map(({ id, at, kind, title, text }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
          <span className="font-mono text-2xs text-faint">{new Date(at).toLocaleTimeString()}</span>
          <Badge tone={TONES[kind]}>{kind}</Badge>
          <span className="font-medium">{title}</span>
          {text === "" ? null : (
            <code className="min-w-0 basis-full font-mono text-[0.8125rem] [overflow-wrap:anywhere] text-muted">
              {text}
            </code>
          )}
        </li>
      ))}
    </ol>
  );
}
