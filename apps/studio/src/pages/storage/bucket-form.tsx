// The sheet of a bucket: its name, whether everybody may read it, and what files it takes.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useStorageChange } from "../../api/storage-queries.ts";
import { fieldError, formError } from "../../api/use-change.ts";
import type { Bucket } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field, Select, TextInput } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { type BucketDraft, draftOf, requestOf, UNITS } from "./bucket-draft.ts";

export interface BucketFormProps {
  /** What is edited; absent: a new one. */
  readonly bucket: Bucket | undefined;
  readonly onClose: () => void;
}

const FIELDS = ["id", "fileSizeLimit", "allowedMimeTypes"];

export function BucketForm({ bucket, onClose }: BucketFormProps) {
  const [draft, setDraft] = useState(() => draftOf(bucket));
  const set = (part: Partial<BucketDraft>) => setDraft((before) => ({ ...before, ...part }));
  const navigate = useNavigate();
  const isNew = bucket === undefined;
  const request = requestOf(draft, { isNew });
  const save = useStorageChange(() => {
    if (isNew) void navigate({ to: "/storage/$bucket", params: { bucket: request.id } });
    else onClose();
  });
  const problem = formError(save.error, (field) => FIELDS.includes(field));
  return (
    <Sheet
      open
      title={isNew ? "Create a new bucket" : `Edit ${bucket.id}`}
      description="Buckets in supabase/config.toml are made again at each start, as the file says."
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          const said = isNew ? `Created ${request.id}` : `Saved ${request.id}`;
          save.mutate({ path: "/buckets/save", body: request, said });
        }}
      >
        <SheetBody>
          <Field label="Name" error={fieldError(save.error, "id")}>
            <CodeInput
              required
              disabled={!isNew}
              value={draft.id}
              placeholder="avatars"
              onChange={(event) => set({ id: event.target.value })}
            />
          </Field>
          <Toggle
            label="Public"
            hint="Whoever has a file's address may read it, and no policy is asked. Lists and uploads still ask the policies."
            checked={draft.public}
            onChange={(next) => set({ public: next })}
          />
          <div className="flex items-start gap-3">
            <Field
              label="Largest file"
              hint="Left empty: as large as the project allows."
              error={fieldError(save.error, "fileSizeLimit")}
              className="flex-1"
            >
              <TextInput
                type="number"
                min={0}
                step="any"
                value={draft.limit}
                onChange={(event) => set({ limit: event.target.value })}
              />
            </Field>
            <Field label="Unit" className="w-24">
              <Select
                value={draft.unit}
                onChange={(event) => set({ unit: event.target.value as BucketDraft["unit"] })}
              >
                {Object.keys(UNITS).map((unit) => (
                  <option key={unit}>{unit}</option>
                ))}
              </Select>
            </Field>
          </div>
          <Field
            label="MIME types"
            hint="By commas, such as image/*, application/pdf. Left empty: any."
            error={fieldError(save.error, "allowedMimeTypes")}
          >
            <CodeInput
              value={draft.types}
              placeholder="image/*"
              onChange={(event) => set({ types: event.target.value })}
            />
          </Field>
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
