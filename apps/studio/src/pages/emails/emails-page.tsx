// Emails: what the identity service would have sent. Nothing leaves this machine.
import { useQuery } from "@tanstack/react-query";
import { messagesQuery } from "../../api/clerk-queries.ts";
import type { ClerkMessage } from "../../api/clerk-resources.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";

export function EmailsPage() {
  const messages = useQuery(messagesQuery);
  return (
    <Page
      title="Emails"
      lead="What would have been sent: codes, links and notes to people. Nothing leaves this machine."
    >
      {messages.isPending ? (
        <Waiting />
      ) : messages.isLoadingError ? (
        <Failed error={messages.error} retry={() => void messages.refetch()} />
      ) : messages.data.data.length === 0 ? (
        <Empty icon="inbox" title="The inbox is empty">
          Sign up or sign in with an email code in your app: the code shows here within seconds.
          Addresses with +clerk_test get no mail; their code is 424242.
        </Empty>
      ) : (
        <ul className="flex flex-col gap-3">
          {messages.data.data.map((message) => (
            <li key={message.id}>
              <Message message={message} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function Message({ message }: { readonly message: ClerkMessage }) {
  const code = message.data.otp_code;
  return (
    <Card>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-3">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-baseline gap-x-3 text-sm">
            <span className="font-medium">{message.subject}</span>
            <span className="text-[0.8125rem] text-faint">
              <Moment at={message.created_at} />
            </span>
          </p>
          <p className="text-[0.8125rem] text-muted">to {message.to_email_address}</p>
          <p className="mt-2 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
            {message.body}
          </p>
        </div>
        {code === undefined ? null : (
          <div className="flex items-center gap-3">
            <span className="font-mono text-xl tracking-[0.18em]">{code}</span>
            <CopyButton text={code} what={`the code ${code}`} />
          </div>
        )}
      </div>
    </Card>
  );
}
