// What people sign in and up with, and what they add to it: the switches of [clerk.sign_in] in rowlock.toml.
import type { ClerkSettings } from "../../api/clerk-resources.ts";
import { Choice } from "../../ui/choice.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { DeclaredToggle } from "./declared-toggle.tsx";
import { Providers } from "./providers.tsx";
import { useClerkSettings } from "./use-clerk-settings.ts";

const PRESENCE = [
  { value: "off", label: "Off" },
  { value: "optional", label: "Optional" },
  { value: "required", label: "Required" },
] as const;

const SECOND_FACTORS = [
  ["totp", "Authenticator app"],
  ["phone_code", "Code by SMS"],
  ["backup_code", "Backup codes"],
] as const;

export function SignInMethods({ clerk }: { readonly clerk: ClerkSettings }) {
  const change = useClerkSettings();
  const isDeclared = (name: string) => clerk.declared.includes(name);
  return (
    <>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">What people sign in with</h2>
        <div className="flex flex-col gap-5 p-4">
          <Choice
            legend="Email address"
            value={clerk.email_address}
            options={PRESENCE.slice(1) as readonly PresenceOption<"optional" | "required">[]}
            disabled={isDeclared("email_address")}
            onChange={(email_address) => change.mutate({ email_address })}
          />
          <Choice
            legend="Phone number"
            value={clerk.phone_number}
            options={PRESENCE}
            disabled={isDeclared("phone_number")}
            onChange={(phone_number) => change.mutate({ phone_number })}
          />
          <Choice
            legend="Username"
            value={clerk.username}
            options={PRESENCE}
            disabled={isDeclared("username")}
            onChange={(username) => change.mutate({ username })}
          />
          <DeclaredToggle
            label="Passkeys"
            hint="People add them in their profile, once they are signed in."
            checked={clerk.passkeys.enabled}
            declared={isDeclared("passkeys.enabled")}
            onChange={(enabled) => change.mutate({ passkeys: { enabled } })}
          />
          <Providers
            on={clerk.social}
            declared={isDeclared("social")}
            onChange={(social) => change.mutate({ social })}
          />
        </div>
      </Card>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">Second factors</h2>
        <div className="flex flex-col gap-5 p-4">
          {SECOND_FACTORS.map(([name, label]) => (
            <DeclaredToggle
              key={name}
              label={label}
              checked={clerk.second_factors[name]}
              declared={isDeclared(`second_factors.${name}`)}
              onChange={(on) => change.mutate({ second_factors: { [name]: on } })}
            />
          ))}
          <DeclaredToggle
            label="A passkey is enough"
            hint="Whoever signs in by one is not asked for a second factor."
            checked={clerk.passkeys.satisfies_second_factor}
            declared={isDeclared("passkeys.satisfies_second_factor")}
            onChange={(on) => change.mutate({ passkeys: { satisfies_second_factor: on } })}
          />
          <DeclaredToggle
            label="Reverification"
            hint="Who changes what they sign in with proves again who they are, after ten minutes."
            checked={clerk.reverification}
            declared={isDeclared("reverification")}
            onChange={(reverification) => change.mutate({ reverification })}
          />
          {change.error ? <ProblemNotice error={change.error} /> : null}
        </div>
      </Card>
    </>
  );
}

interface PresenceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
}
