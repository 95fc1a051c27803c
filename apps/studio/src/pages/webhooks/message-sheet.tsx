// One message: what it says, each attempt to deliver it, and sending it again.
import { useQuery } from "@tanstack/react-query";
import {
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
  webhookMessageQuery,
} from "../../api/webhook-queries.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody } from "../../ui/dialog.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Failed, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { DeliveryBadge } from "./message-list.tsx";
import { useWebhookChange } from "./use-webhook-change.ts";

export interface MessageSheetProps {
  readonly id: string;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly onClose: () => void;
}

export function MessageSheet({ id, endpoints, onClose }: MessageSheetProps) {
  const message = useQuery(webhookMessageQuery(id));
  return (
    <Sheet open title={message.data?.type ?? "Message"} description={id} onClose={onClose}>
      <SheetBody>
        {message.isPending ? (
          <Waiting />
        ) : message.isLoadingError ? (
          <Failed error={message.error} retry={() => void message.refetch()} />
        ) : (
          <>
            {message.data.deliveries.map((delivery) => (
              <Delivery
                key={delivery.endpoint_id}
                messageId={id}
                delivery={delivery}
                url={endpoints.find((one) => one.id === delivery.endpoint_id)?.url}
                attempts={message.data.attempts.filter(
                  (attempt) => attempt.endpoint_id === delivery.endpoint_id,
                )}
              />
            ))}
            <section>
              <h3 className="mb-2 text-sm font-medium">Payload</h3>
              <ScrollRegion label="Payload" className="max-h-96 rounded-md bg-sunken p-3">
                <pre className="font-mono text-[0.8125rem] leading-relaxed">
                  {JSON.stringify(message.data.payload, null, 2)}
                </pre>
              </ScrollRegion>
            </section>
          </>
        )}
      </SheetBody>
    </Sheet>
  );
}

interface DeliveryProps {
  readonly messageId: string;
  readonly delivery: WebhookDelivery;
  /** Absent: the endpoint was deleted. */
  readonly url: string | undefined;
  readonly attempts: readonly WebhookAttempt[];
}

function Delivery({ messageId, delivery, url, attempts }: DeliveryProps) {
  const replay = useWebhookChange();
  const next = delivery.next_attempt_at;
  return (
    <section className="rounded-md border border-line">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-3.5 py-2.5">
        <h3 className="min-w-0 flex-1 basis-52 font-mono text-[0.8125rem] [overflow-wrap:anywhere]">
          {url ?? "an endpoint that was deleted"}
        </h3>
        <DeliveryBadge delivery={delivery} />
        {url === undefined ? null : (
          <Button
            size="small"
            icon="refresh"
            busy={replay.isPending}
            onClick={() =>
              replay.mutate({
                path: `webhook_messages/${messageId}/replay`,
                body: { endpoint_id: delivery.endpoint_id },
                said: "Sent again",
              })
            }
          >
            Replay
          </Button>
        )}
      </header>
      {replay.error ? <ProblemNotice error={replay.error} /> : null}
      <ul className="divide-y divide-line">
        {attempts.map((attempt) => (
          <Attempt key={attempt.id} attempt={attempt} />
        ))}
      </ul>
      {delivery.status === "pending" && next !== null ? (
        <p className="border-t border-line px-3.5 py-2 text-[0.8125rem] text-muted">
          Next attempt <Moment at={next} />
        </p>
      ) : null}
    </section>
  );
}

function Attempt({ attempt }: { readonly attempt: WebhookAttempt }) {
  const { number, response_status, error, duration_ms, created_at } = attempt;
  const taken = response_status !== null && response_status < 300;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2 text-[0.8125rem]">
      <span className="text-muted">Attempt {number}</span>
      <Badge tone={taken ? "ok" : "danger"}>{response_status ?? "no answer"}</Badge>
      <span className="min-w-0 flex-1 basis-28 [overflow-wrap:anywhere]">{error}</span>
      <span className="text-faint">
        {Math.round(duration_ms)} ms, <Moment at={created_at} />
      </span>
    </li>
  );
}
