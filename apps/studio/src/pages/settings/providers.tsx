// The providers of social sign-in: the best known ones and those that are on as boxes, any other by its name at Clerk.
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import { declaredHint } from "./declared-toggle.tsx";

const BEST_KNOWN = ["oauth_google", "oauth_github", "oauth_apple", "oauth_microsoft"];

export interface ProvidersProps {
  /** Strategies, such as `oauth_google`. */
  readonly on: readonly string[];
  readonly declared: boolean;
  readonly onChange: (social: readonly string[]) => void;
}

export function Providers({ on, declared, onChange }: ProvidersProps) {
  const shown = [...BEST_KNOWN, ...on.filter((strategy) => !BEST_KNOWN.includes(strategy))];
  const toggle = (strategy: string, wanted: boolean) =>
    onChange(wanted ? [...on, strategy] : on.filter((other) => other !== strategy));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Providers of social sign-in</legend>
      <p className="text-[0.8125rem] text-muted">
        {declaredHint({
          declared,
          hint: "A page of Rowlock's own stands in for each: nobody needs an account there.",
        })}
      </p>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {shown.map((strategy) => (
          <Checkbox
            key={strategy}
            label={<code className="font-mono text-[0.8rem]">{strategy}</code>}
            checked={on.includes(strategy)}
            disabled={declared}
            onChange={(wanted) => toggle(strategy, wanted)}
          />
        ))}
      </div>
      {declared ? null : <Another onAdd={(strategy) => toggle(strategy, true)} />}
    </fieldset>
  );
}

function Another({ onAdd }: { readonly onAdd: (strategy: string) => void }) {
  const [strategy, setStrategy] = useState("");
  function add(event: FormEvent) {
    event.preventDefault();
    onAdd(strategy.trim());
    setStrategy("");
  }
  return (
    <form onSubmit={add} className="flex flex-wrap items-end gap-3">
      <Field label="Another provider" hint="Such as oauth_discord, or oauth_custom_acme.">
        <TextInput value={strategy} onChange={(event) => setStrategy(event.target.value)} />
      </Field>
      <Button type="submit" disabled={strategy.trim() === ""}>
        Add
      </Button>
    </form>
  );
}
