// The endpoints: where they are, what they are told, and how they are made to misbehave.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { callClerk } from "../../api/call-clerk.ts";
import type { WebhookEndpoint } from "../../api/webhook-queries.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { faultWords } from "./endpoint-draft.ts";
import { useWebhookChange } from "./use-webhook-change.ts";

export interface EndpointListProps {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly onEdit: (id: string) => void;
}

export function EndpointList({ endpoints, onEdit }: EndpointListProps) {
  return (
    <Card>
      <ul className="divide-y divide-line">
        {endpoints.map((endpoint) => (
          <EndpointRow key={endpoint.id} endpoint={endpoint} onEdit={() => onEdit(endpoint.id)} />
        ))}
      </ul>
    </Card>
  );
}

interface EndpointRowProps {
  readonly endpoint: WebhookEndpoint;
  readonly onEdit: () => void;
}

function EndpointRow({ endpoint, onEdit }: EndpointRowProps) {
  const { id, url, events, enabled, declared, faults } = endpoint;
  const [deleting, setDeleting] = useState(false);
  const change = useWebhookChange();
  const setEnabled = () =>
    change.mutate({
      path: `webhook_endpoints/${id}`,
      method: "PATCH",
      body: { enabled: !enabled },
      said: `${enabled ? "Disabled" : "Enabled"} ${url}`,
    });
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <button
            type="button"
            onClick={onEdit}
            className="text-left font-mono font-medium [overflow-wrap:anywhere] hover:text-accent hover:underline"
          >
            {url}
          </button>
          {enabled ? null : <Badge tone="attention">disabled</Badge>}
          {declared ? <Badge>rowlock.toml</Badge> : null}
        </p>
        <p className="mt-0.5 font-mono text-2xs text-muted">
          {events.length === 0 ? "all events" : events.join(", ")}
        </p>
        <p className="mt-1 flex flex-wrap gap-1.5 empty:hidden">
          {faultWords(faults).map((words) => (
            <Badge key={words} tone="attention">
              {words}
            </Badge>
          ))}
        </p>
        {change.error ? <ProblemNotice error={change.error} /> : null}
      </div>
      <SigningSecret endpoint={endpoint} />
      <Menu trigger={<IconButton icon="more" label={`More about ${url}`} />}>
        <MenuItem icon="pencil" onSelect={onEdit}>
          Edit
        </MenuItem>
        <MenuItem icon={enabled ? "stop" : "play"} onSelect={setEnabled}>
          {enabled ? "Disable" : "Enable"}
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" tone="danger" disabled={declared} onSelect={() => setDeleting(true)}>
          Delete
        </MenuItem>
      </Menu>
      <DeleteEndpoint endpoint={endpoint} open={deleting} onClose={() => setDeleting(false)} />
    </li>
  );
}

/** Asked for only when somebody wants to see it. */
function SigningSecret({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const reveal = useMutation({
    mutationFn: () =>
      callClerk<{ readonly signing_secret: string }>(
        `/v1/rowlock/webhook_endpoints/${endpoint.id}/secret`,
      ),
    gcTime: 0,
  });
  if (reveal.error) return <ProblemNotice error={reveal.error} />;
  if (reveal.data === undefined) {
    return (
      <Button size="small" icon="eye" busy={reveal.isPending} onClick={() => reveal.mutate()}>
        Signing secret<span className="sr-only"> of {endpoint.url}</span>
      </Button>
    );
  }
  return (
    <div className="flex min-w-0 items-center gap-2">
      <code className="min-w-0 font-mono text-2xs [overflow-wrap:anywhere]">
        {reveal.data.signing_secret}
      </code>
      <CopyButton text={reveal.data.signing_secret} what="the signing secret" />
      <IconButton icon="eyeOff" label="Hide" onClick={() => reveal.reset()} />
    </div>
  );
}

interface DeleteEndpointProps {
  readonly endpoint: WebhookEndpoint;
  readonly open: boolean;
  readonly onClose: () => void;
}

function DeleteEndpoint({ endpoint, open, onClose }: DeleteEndpointProps) {
  const remove = useWebhookChange(onClose);
  return (
    <Confirm
      open={open}
      title="Delete the endpoint?"
      action="Delete endpoint"
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate({
          path: `webhook_endpoints/${endpoint.id}`,
          method: "DELETE",
          said: `Deleted ${endpoint.url}`,
        })
      }
      onClose={onClose}
    >
      <p>
        <span className="font-mono">{endpoint.url}</span> is told nothing more, and its signing
        secret is gone.
      </p>
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
    </Confirm>
  );
}
