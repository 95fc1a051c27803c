// A user's names and password.
import { useState } from "react";
import type { ClerkUser } from "../../api/clerk-resources.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useUserChange } from "./use-user-change.ts";

const FIELDS = ["first_name", "last_name", "password"];

export function ProfileForm({ user }: { readonly user: ClerkUser }) {
  const [firstName, setFirstName] = useState(user.first_name ?? "");
  const [lastName, setLastName] = useState(user.last_name ?? "");
  const [password, setPassword] = useState("");
  const save = useUserChange(() => setPassword(""));
  const problem = formError(save.error, (field) => FIELDS.includes(field));
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Profile</h2>
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({
            path: `/v1/users/${user.id}`,
            method: "PATCH",
            said: "Saved the profile",
            body: { first_name: firstName, last_name: lastName, ...(password ? { password } : {}) },
          });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="First name" error={fieldError(save.error, "first_name")}>
            <TextInput value={firstName} onChange={(event) => setFirstName(event.target.value)} />
          </Field>
          <Field label="Last name" error={fieldError(save.error, "last_name")}>
            <TextInput value={lastName} onChange={(event) => setLastName(event.target.value)} />
          </Field>
        </div>
        <Field
          label="New password"
          hint={
            user.password_enabled
              ? "Leave it empty to keep the present one."
              : "The user has none yet."
          }
          error={fieldError(save.error, "password")}
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
        {problem ? <ProblemNotice error={problem} /> : null}
        <div>
          <Button type="submit" busy={save.isPending}>
            Save profile
          </Button>
        </div>
      </form>
    </Card>
  );
}
