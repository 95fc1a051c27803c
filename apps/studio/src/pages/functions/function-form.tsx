// The sheet "Add a new function": the guide's fields first, the others behind "Show advanced settings".
import { useState } from "react";
import { fieldError, formError, useChange } from "../../api/use-change.ts";
import type { DatabaseFunction } from "../../api/wire.ts";
import { SqlField } from "../../editor/lazy-editors.tsx";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SchemaSelect } from "../../ui/schema-select.tsx";
import { SqlPreview } from "../../ui/sql-preview.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { TypeInput } from "../../ui/type-input.tsx";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { ArgumentFields } from "./argument-fields.tsx";
import { changeOf, draftOf, type FunctionDraft, NEW_FUNCTION } from "./function-draft.ts";

export interface FunctionFormProps {
  /** What is edited; absent: a new one. */
  readonly made?: DatabaseFunction | undefined;
  readonly onClose: () => void;
}

const FIELDS = ["name", "returns", "definition"];

export function FunctionForm({ made, onClose }: FunctionFormProps) {
  const [draft, setDraft] = useState<FunctionDraft>(
    made === undefined ? NEW_FUNCTION : draftOf(made),
  );
  const [advanced, setAdvanced] = useState(made !== undefined);
  const set = (part: Partial<FunctionDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useChange({
    said: () => `${made === undefined ? "Created" : "Changed"} function ${draft.name}`,
    onDone: onClose,
  });
  const change = changeOf(draft, { replace: made !== undefined });
  const problem = formError(save.error, (field) => FIELDS.includes(field));
  return (
    <Sheet
      open
      title={made === undefined ? "Add a new function" : `Edit ${made.name}`}
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(change);
        }}
      >
        <SheetBody>
          <Field label="Name of function" error={fieldError(save.error, "name")}>
            <CodeInput
              value={draft.name}
              disabled={made !== undefined}
              placeholder="requesting_user_id"
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label="Schema">
              <SchemaSelect
                value={draft.schema}
                disabled={made !== undefined}
                onChange={(schema) => set({ schema })}
              />
            </Field>
            <Field label="Return type" error={fieldError(save.error, "returns")}>
              <TypeInput
                value={draft.returns}
                besides={["void", "trigger", "setof "]}
                onChange={(returns) => set({ returns })}
              />
            </Field>
          </div>
          <ArgumentFields
            list={draft.arguments}
            error={save.error}
            onChange={(list) => set({ arguments: list })}
          />
          <Field
            label="Definition"
            hint={`The body, in ${draft.language}. What stands around it is written for you.`}
            error={fieldError(save.error, "definition")}
          >
            <SqlField
              label="Definition"
              value={draft.definition}
              minHeight="9rem"
              maxHeight="24rem"
              numbers
              onChange={(definition) => set({ definition })}
            />
          </Field>
          <Toggle label="Show advanced settings" checked={advanced} onChange={setAdvanced} />
          {advanced ? <AdvancedSettings draft={draft} onChange={set} /> : null}
          <SqlPreview
            change={change}
            ready={draft.name !== "" && draft.returns !== "" && draft.definition.trim() !== ""}
          />
          {problem ? <ProblemNotice error={problem} /> : null}
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Confirm
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}
