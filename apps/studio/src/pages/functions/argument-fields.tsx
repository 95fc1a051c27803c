// The arguments of a function, in their order.
import { fieldError } from "../../api/use-change.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { TypeInput } from "../../ui/type-input.tsx";
import type { ArgumentDraft } from "./function-draft.ts";

export interface ArgumentFieldsProps {
  readonly list: readonly ArgumentDraft[];
  readonly error: unknown;
  readonly onChange: (list: readonly ArgumentDraft[]) => void;
}

export function ArgumentFields({ list, error, onChange }: ArgumentFieldsProps) {
  const set = (at: number, part: Partial<ArgumentDraft>) =>
    onChange(list.map((argument, index) => (index === at ? { ...argument, ...part } : argument)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Arguments</legend>
      {list.map((argument, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an argument is told from the others by its place alone
        <div key={index} className="grid grid-cols-[1fr_1fr_1fr_auto] items-start gap-2">
          <Field label={`Name of argument ${index + 1}`} hideLabel>
            <CodeInput
              value={argument.name}
              placeholder="name"
              onChange={(event) => set(index, { name: event.target.value })}
            />
          </Field>
          <Field
            label={`Type of argument ${index + 1}`}
            hideLabel
            error={fieldError(error, `arguments.${index}.type`)}
          >
            <TypeInput value={argument.type} onChange={(type) => set(index, { type })} />
          </Field>
          <Field
            label={`Default of argument ${index + 1}`}
            hideLabel
            error={fieldError(error, `arguments.${index}.default`)}
          >
            <CodeInput
              value={argument.default}
              placeholder="default"
              onChange={(event) => set(index, { default: event.target.value })}
            />
          </Field>
          <IconButton
            icon="close"
            label={`Remove argument ${index + 1}`}
            onClick={() => onChange(list.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon="plus"
          onClick={() => onChange([...list, { name: "", type: "", default: "" }])}
        >
          Add an argument
        </Button>
      </div>
    </fieldset>
  );
}
