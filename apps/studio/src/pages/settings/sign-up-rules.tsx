// Who may sign up: the mode, and what the lists and the form of an address decide ([clerk.restrictions]).
import type { ClerkSettings } from "../../api/clerk-resources.ts";
import { Choice } from "../../ui/choice.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { DeclaredToggle } from "./declared-toggle.tsx";
import { useClerkSettings } from "./use-clerk-settings.ts";

const MODES = [
  { value: "public", label: "Anybody" },
  { value: "waitlist", label: "By a waitlist" },
  { value: "restricted", label: "By invitation alone" },
] as const;

const RESTRICTIONS = [
  ["allowlist", "Allowlist", "Only addresses and numbers on the Backend API's allowlist."],
  ["blocklist", "Blocklist", "Nobody whose address or number is on the blocklist."],
  ["block_email_subaddresses", "No subaddresses", "Addresses with + or # are refused."],
  [
    "block_disposable_email_domains",
    "No disposable addresses",
    "Domains that give addresses for a while are refused.",
  ],
  [
    "ignore_dots_for_gmail_addresses",
    "Dots in Gmail addresses don't count",
    "Two addresses that differ by them alone are one person's.",
  ],
] as const;

export function SignUpRules({ clerk }: { readonly clerk: ClerkSettings }) {
  const change = useClerkSettings();
  const isDeclared = (name: string) => clerk.declared.includes(name);
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Who may sign up</h2>
      <div className="flex flex-col gap-5 p-4">
        <Choice
          legend="Sign-up"
          value={clerk.sign_up_mode}
          options={MODES}
          disabled={isDeclared("sign_up_mode")}
          onChange={(sign_up_mode) => change.mutate({ sign_up_mode })}
        />
        {RESTRICTIONS.map(([name, label, hint]) => (
          <DeclaredToggle
            key={name}
            label={label}
            hint={hint}
            checked={clerk.restrictions[name]}
            declared={isDeclared(`restrictions.${name}`)}
            onChange={(on) => change.mutate({ restrictions: { [name]: on } })}
          />
        ))}
        {change.error ? <ProblemNotice error={change.error} /> : null}
      </div>
    </Card>
  );
}
