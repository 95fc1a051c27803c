// Webhooks: the endpoints that are told what happens, the messages, and each attempt to deliver them.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { endpointsQuery, webhookMessagesQuery } from "../../api/webhook-queries.ts";
import type { WebhooksSearch } from "../../search.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import { EndpointList } from "./endpoint-list.tsx";
import { MessageList } from "./message-list.tsx";
import { MessageSheet } from "./message-sheet.tsx";

const route = getRouteApi("/webhooks");

export function WebhooksPage() {
  const { edit, message } = route.useSearch();
  const navigate = useNavigate();
  const go = (search: WebhooksSearch) => void navigate({ to: "/webhooks", search });
  const endpoints = useQuery(endpointsQuery);
  const messages = useQuery(webhookMessagesQuery);
  const list = endpoints.data?.data ?? [];
  const edited = list.find(({ id }) => id === edit);
  const add = (
    <Button variant="primary" icon="plus" onClick={() => go({ edit: "new" })}>
      Add an endpoint
    </Button>
  );
  return (
    <Page
      title="Webhooks"
      lead="What happens to users, sessions and organizations, told to your app's server: signed as Clerk signs it, and tried again until it is taken."
      actions={add}
    >
      {endpoints.isLoadingError || messages.isLoadingError ? (
        <Failed
          error={endpoints.error ?? messages.error}
          retry={() => void Promise.all([endpoints.refetch(), messages.refetch()])}
        />
      ) : endpoints.data === undefined || messages.data === undefined ? (
        <Waiting />
      ) : (
        <>
          {list.length === 0 ? (
            <Empty icon="webhook" title="Nobody is told yet">
              An endpoint is an address of your app, such as
              http://localhost:3000/api/webhooks/clerk. [[clerk.webhooks]] in rowlock.toml makes one
              at each start.
            </Empty>
          ) : (
            <EndpointList endpoints={list} onEdit={(id) => go({ edit: id })} />
          )}
          <MessageList messages={messages.data.data} onOpen={(id) => go({ message: id })} />
        </>
      )}
      {edit === "new" ? <EndpointForm onClose={() => go({})} /> : null}
      {edited === undefined ? null : (
        <EndpointForm key={edit} endpoint={edited} onClose={() => go({})} />
      )}
      {message === undefined ? null : (
        <MessageSheet id={message} endpoints={list} onClose={() => go({})} />
      )}
    </Page>
  );
}
