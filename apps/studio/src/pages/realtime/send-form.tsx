// A message to the channel that is joined.
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import type { OpenChannel } from "./use-channel.ts";

export function SendForm({ channel }: { readonly channel: OpenChannel }) {
  const [event, setEvent] = useState("message");
  const [payload, setPayload] = useState('{ "text": "hello" }');
  const [error, setError] = useState<string>();
  if (channel.status !== "joined") return null;

  async function send() {
    const value = objectOf(payload);
    if (value === undefined) return setError("A payload is a JSON object");
    const outcome = await channel.send(event, value);
    setError(outcome === "ok" ? undefined : `It was not sent: ${outcome}`);
  }

  return (
    <Card className="p-4">
      <form
        className="flex flex-wrap items-end gap-4"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void send();
        }}
      >
        <Field label="Event" className="basis-44">
          <CodeInput required value={event} onChange={({ target }) => setEvent(target.value)} />
        </Field>
        <Field label="Payload" className="grow basis-72" error={error}>
          <CodeInput value={payload} onChange={({ target }) => setPayload(target.value)} />
        </Field>
        <Button type="submit">Send</Button>
      </form>
    </Card>
  );
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
