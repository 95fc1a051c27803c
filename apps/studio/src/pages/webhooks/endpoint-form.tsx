// The sheet of an endpoint: where it is, what it is told, and the switches that make its deliveries misbehave.
import { useState } from "react";
import { fieldError, formError } from "../../api/use-change.ts";
import type { WebhookEndpoint } from "../../api/webhook-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field, TextInput } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { bodyOf, draftOf, type FaultName, type FaultTexts } from "./endpoint-draft.ts";
import { EventChoice } from "./event-choice.tsx";
import { useWebhookChange } from "./use-webhook-change.ts";

export interface EndpointFormProps {
  /** What is edited; absent: a new one. */
  readonly endpoint?: WebhookEndpoint | undefined;
  readonly onClose: () => void;
}

export function EndpointForm({ endpoint, onClose }: EndpointFormProps) {
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  const set = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useWebhookChange(onClose);
  const declared = endpoint?.declared ?? false;
  const problem = formError(save.error, (field) => field === "url");
  const submit = () =>
    save.mutate({
      path: endpoint === undefined ? "webhook_endpoints" : `webhook_endpoints/${endpoint.id}`,
      method: endpoint === undefined ? "POST" : "PATCH",
      body: bodyOf(draft, declared),
      said: endpoint === undefined ? `Added ${draft.url}` : `Saved ${endpoint.url}`,
    });
  return (
    <Sheet
      open
      title={endpoint === undefined ? "Add an endpoint" : "Edit the endpoint"}
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SheetBody>
          {declared ? (
            <Notice title="Declared in rowlock.toml">
              Address and events are changed in the file. The switches below last until the next
              start.
            </Notice>
          ) : null}
          <Field label="Endpoint URL" error={fieldError(save.error, "url")}>
            <CodeInput
              type="url"
              required
              disabled={declared}
              value={draft.url}
              placeholder="http://localhost:3000/api/webhooks/clerk"
              onChange={(event) => set({ url: event.target.value })}
            />
          </Field>
          <EventChoice
            chosen={draft.events}
            disabled={declared}
            onChange={(events) => set({ events })}
          />
          <FaultFields
            texts={draft.faults}
            onChange={(name, text) => set({ faults: { ...draft.faults, [name]: text } })}
          />
          {problem ? <ProblemNotice error={problem} /> : null}
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}

const FAULTS: readonly (readonly [FaultName, label: string, hint: string, most: number])[] = [
  ["fail", "Fail, in %", "Not sent, and tried again later.", 100],
  ["lose_answer", "Lose the answer, in %", "Taken by the app, and sent again all the same.", 100],
  ["duplicate", "Send twice, in %", "Two deliveries of one message in a row.", 100],
  ["reorder", "Overtake, in %", "Held back, so that later messages come first.", 100],
  ["reorder_ms", "Held back for, in ms", "At most; 10 minutes is the limit.", 600_000],
  ["delay_ms", "Delay, in ms", "Every delivery waits so long.", 600_000],
];

interface FaultFieldsProps {
  readonly texts: FaultTexts;
  readonly onChange: (name: FaultName, text: string) => void;
}

function FaultFields({ texts, onChange }: FaultFieldsProps) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">Misbehave on purpose</legend>
      <p className="mt-0.5 mb-3 text-[0.8125rem] text-muted">
        Real deliveries fail, come twice and out of order. Here you can see what your handler makes
        of that.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {FAULTS.map(([name, label, hint, most]) => (
          <Field key={name} label={label} hint={hint}>
            <TextInput
              type="number"
              min={0}
              max={most}
              step="any"
              value={texts[name]}
              placeholder="0"
              onChange={(event) => onChange(name, event.target.value)}
            />
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
