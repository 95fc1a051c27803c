// Emails: what the identity service would have sent, SMS too. Nothing leaves this machine.
import { useQuery } from "@tanstack/react-query";
import { messagesQuery } from "../../api/clerk-queries.ts";
import type { ClerkMessage } from "../../api/clerk-resources.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { MessageBody } from "./message-body.tsx";

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
          Sign up or sign in with a code in your app: the code shows here within seconds. Addresses
          with +clerk_test and the numbers +1 XXX 555 0100 to 0199 get none; their code is 424242.
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

function shownMessage(message: ClerkMessage) {
  switch (message.object) {
    case "email":
      return { title: message.subject, to: message.to_email_address, body: message.body };
    case "sms_message":
      return { title: "SMS", to: message.to_phone_number, body: message.message };
  }
}

function Message({ message }: { readonly message: ClerkMessage }) {
  const code = message.data.otp_code;
  const shown = shownMessage(message);
  return (
    <Card>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-3">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-baseline gap-x-3 text-sm">
            <span className="font-medium">{shown.title}</span>
            <span className="text-[0.8125rem] text-faint">
              <Moment at={message.created_at} />
            </span>
          </p>
          <p className="text-[0.8125rem] text-muted">to {shown.to}</p>
          <MessageBody title={shown.title} body={shown.body} />
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
