// The messages, newest first: what happened, and how its deliveries stand.
import type { WebhookDelivery, WebhookMessage } from "../../api/webhook-queries.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Card } from "../../ui/page.tsx";

export interface MessageListProps {
  readonly messages: readonly WebhookMessage[];
  readonly onOpen: (id: string) => void;
}

export function MessageList({ messages, onOpen }: MessageListProps) {
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Messages</h2>
      {messages.length === 0 ? (
        <p className="px-4 py-6 text-sm text-muted">
          Nothing has happened yet that an endpoint is told of. Create a user, or sign in in your
          app.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {messages.map((message) => (
            <li
              key={message.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm"
            >
              <button
                type="button"
                onClick={() => onOpen(message.id)}
                className="font-mono font-medium hover:text-accent hover:underline"
              >
                {message.type}
                <span className="sr-only"> {message.id}</span>
              </button>
              <span className="min-w-0 flex-1 text-[0.8125rem] text-muted">
                <Moment at={message.created_at} />
              </span>
              {message.deliveries.map((delivery) => (
                <DeliveryBadge key={delivery.endpoint_id} delivery={delivery} />
              ))}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const TONES: Readonly<Record<WebhookDelivery["status"], BadgeTone>> = {
  delivered: "ok",
  pending: "attention",
  failed: "danger",
};

export function DeliveryBadge({ delivery }: { readonly delivery: WebhookDelivery }) {
  const { status, attempts } = delivery;
  return (
    <Badge tone={TONES[status]}>
      {status}
      {attempts > 1 ? ` after ${attempts} attempts` : ""}
    </Badge>
  );
}
