// The sheet of a new user.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { ClerkUser } from "../../api/clerk-resources.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "./use-user-change.ts";

const FIELDS = ["email_address", "password", "first_name", "last_name"];

export function NewUserForm({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState({ email: "", password: "", firstName: "", lastName: "" });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const navigate = useNavigate();
  const create = useUserChange<ClerkUser>(
    ({ id }) => void navigate({ to: "/users/$userId", params: { userId: id } }),
  );
  const problem = formError(create.error, (field) => FIELDS.includes(field));
  const submit = () =>
    create.mutate({
      path: "/v1/users",
      said: `Created ${draft.email}`,
      body: {
        email_address: [draft.email],
        ...(draft.password ? { password: draft.password } : { skip_password_requirement: true }),
        ...(draft.firstName ? { first_name: draft.firstName } : {}),
        ...(draft.lastName ? { last_name: draft.lastName } : {}),
      },
    });
  return (
    <Sheet open title="Create user" onClose={onClose}>
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <SheetBody>
          <Field
            label="Email address"
            hint="Taken as verified. With +clerk_test in it no mail is written, and the code is 424242."
            error={fieldError(create.error, "email_address")}
          >
            <TextInput
              type="email"
              required
              value={draft.email}
              placeholder="ada@example.com"
              onChange={(event) => set({ email: event.target.value })}
            />
          </Field>
          <Field
            label="Password"
            hint="Without one, the user signs in with a code sent by email."
            error={fieldError(create.error, "password")}
          >
            <TextInput
              type="password"
              autoComplete="new-password"
              value={draft.password}
              onChange={(event) => set({ password: event.target.value })}
            />
          </Field>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label="First name" error={fieldError(create.error, "first_name")}>
              <TextInput
                value={draft.firstName}
                onChange={(event) => set({ firstName: event.target.value })}
              />
            </Field>
            <Field label="Last name" error={fieldError(create.error, "last_name")}>
              <TextInput
                value={draft.lastName}
                onChange={(event) => set({ lastName: event.target.value })}
              />
            </Field>
          </div>
          {problem ? <ProblemNotice error={problem} /> : null}
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create user
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}
