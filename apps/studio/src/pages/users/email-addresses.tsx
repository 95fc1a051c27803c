// A user's email addresses: which is the primary one, which are verified; one more, one less.
import { useState } from "react";
import type { ClerkEmailAddress, ClerkUser } from "../../api/clerk-resources.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "./use-user-change.ts";

export function EmailAddresses({ user }: { readonly user: ClerkUser }) {
  const [text, setText] = useState("");
  const add = useUserChange(() => setText(""));
  const change = useUserChange();
  const problem = formError(add.error, (field) => field === "email_address") ?? change.error;
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Email addresses</h2>
      <ul className="divide-y divide-line">
        {user.email_addresses.map((email) => (
          <EmailRow
            key={email.id}
            email={email}
            primary={email.id === user.primary_email_address_id}
            onPrimary={() =>
              change.mutate({
                path: `/v1/email_addresses/${email.id}`,
                method: "PATCH",
                body: { primary: true, verified: true },
                said: `${email.email_address} is the primary address`,
              })
            }
            onDelete={() =>
              change.mutate({
                path: `/v1/email_addresses/${email.id}`,
                method: "DELETE",
                said: `Removed ${email.email_address}`,
              })
            }
          />
        ))}
      </ul>
      <form
        className="flex flex-col gap-3 border-t border-line p-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({
            path: "/v1/email_addresses",
            body: { user_id: user.id, email_address: text, verified: true },
            said: `Added ${text}`,
          });
        }}
      >
        <div className="flex items-end gap-2">
          <Field
            label="Add an address"
            className="flex-1"
            error={fieldError(add.error, "email_address")}
          >
            <TextInput
              type="email"
              required
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <Button type="submit" busy={add.isPending}>
            Add
          </Button>
        </div>
        {problem ? <ProblemNotice error={problem} /> : null}
      </form>
    </Card>
  );
}

interface EmailRowProps {
  readonly email: ClerkEmailAddress;
  readonly primary: boolean;
  readonly onPrimary: () => void;
  readonly onDelete: () => void;
}

function EmailRow({ email, primary, onPrimary, onDelete }: EmailRowProps) {
  const verified = email.verification?.status === "verified";
  return (
    <li className="flex items-center gap-2 px-4 py-2 text-sm">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {email.email_address} {primary ? <Badge tone="accent">primary</Badge> : null}{" "}
        <Badge tone={verified ? "ok" : "attention"}>{verified ? "verified" : "not verified"}</Badge>
      </span>
      <Menu trigger={<IconButton icon="more" label={`More about ${email.email_address}`} />}>
        <MenuItem icon="check" disabled={primary} onSelect={onPrimary}>
          Make primary
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" tone="danger" onSelect={onDelete}>
          Remove
        </MenuItem>
      </Menu>
    </li>
  );
}
