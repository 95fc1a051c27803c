// What stands behind "Show advanced settings": language, behaviour, whose rights, settings that hold while the function runs.

import type { Volatility } from "../../api/wire.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CodeInput, Field, Select } from "../../ui/field.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { type FunctionDraft, suggestVolatility } from "./function-draft.ts";

export interface AdvancedSettingsProps {
  readonly draft: FunctionDraft;
  readonly onChange: (part: Partial<FunctionDraft>) => void;
}

const BEHAVIOURS: Readonly<Record<Volatility, string>> = {
  immutable: "The same arguments always give the same.",
  stable: "Gives the same within one statement, and changes nothing.",
  volatile: "May change data, and may differ each time.",
};

export function AdvancedSettings({ draft, onChange }: AdvancedSettingsProps) {
  const behaviour = draft.volatility ?? suggestVolatility(draft);
  return (
    <div className="flex flex-col gap-5 rounded-md border border-line p-4">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Language">
          <Select
            value={draft.language}
            onChange={(event) => onChange({ language: event.target.value })}
          >
            {["plpgsql", "sql"].includes(draft.language) ? null : <option>{draft.language}</option>}
            <option>plpgsql</option>
            <option>sql</option>
          </Select>
        </Field>
        <Field
          label="Behavior"
          hint={`${BEHAVIOURS[behaviour]}${draft.volatility === null ? " Taken from the definition until you choose." : ""}`}
        >
          <Select
            value={behaviour}
            onChange={(event) => onChange({ volatility: event.target.value as Volatility })}
          >
            {Object.keys(BEHAVIOURS).map((value) => (
              <option key={value}>{value}</option>
            ))}
          </Select>
        </Field>
      </div>
      <Toggle
        label="Security definer"
        hint="Runs with its owner's rights, past row level security, whoever calls it. Pin its search_path below."
        checked={draft.securityDefiner}
        onChange={(securityDefiner) =>
          onChange({
            securityDefiner,
            ...(securityDefiner && draft.settings.length === 0
              ? { settings: [{ name: "search_path", value: "" }] }
              : {}),
          })
        }
      />
      <SettingFields draft={draft} onChange={onChange} />
    </div>
  );
}

function SettingFields({ draft, onChange }: AdvancedSettingsProps) {
  const set = (at: number, part: { name?: string; value?: string }) =>
    onChange({
      settings: draft.settings.map((setting, index) =>
        index === at ? { ...setting, ...part } : setting,
      ),
    });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Configuration parameters</legend>
      {draft.settings.map((setting, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a setting is told from the others by its place alone
        <div key={index} className="grid grid-cols-[1fr_1fr_auto] gap-2">
          <Field label={`Name of parameter ${index + 1}`} hideLabel>
            <CodeInput
              value={setting.name}
              placeholder="search_path"
              onChange={(event) => set(index, { name: event.target.value })}
            />
          </Field>
          <Field label={`Value of parameter ${index + 1}`} hideLabel>
            <CodeInput
              value={setting.value}
              placeholder="(empty)"
              onChange={(event) => set(index, { value: event.target.value })}
            />
          </Field>
          <IconButton
            icon="close"
            label={`Remove parameter ${index + 1}`}
            onClick={() =>
              onChange({ settings: draft.settings.filter((_, other) => other !== index) })
            }
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          onClick={() => onChange({ settings: [...draft.settings, { name: "", value: "" }] })}
        >
          Add a parameter
        </Button>
      </div>
    </fieldset>
  );
}
