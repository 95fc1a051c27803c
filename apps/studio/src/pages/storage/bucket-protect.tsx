// The sheet "Policies" of a bucket: whose its files are and who gets to them, by the first folder of their names, and
// what it takes to make that so.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { bucketPlanQuery, refreshDatabase } from "../../api/queries.ts";
import { refreshStorage } from "../../api/storage-queries.ts";
import { ChangeRefused, fieldError, formError } from "../../api/use-change.ts";
import type { ProtectBucketInput, RunSqlAnswer } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { Sheet, SheetBody, SheetFooter } from "../../ui/dialog.tsx";
import { CodeInput, Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { ProtectSteps } from "../protect/protect-steps.tsx";

export interface BucketProtectProps {
  readonly bucket: string;
  /** As it is now: a form that is only opened and sent closes nothing. */
  readonly isPublic: boolean;
  readonly onClose: () => void;
}

type Asked = Omit<ProtectBucketInput, "bucket">;
type Draft = { readonly [Part in keyof Asked]-?: NonNullable<Asked[Part]> };

function newDraft(isPublic: boolean): Draft {
  return {
    owner: "user",
    personal: false,
    read: isPublic ? "public" : "owner",
    write: "owner",
    role: "admin",
    native: true,
    replace: false,
  };
}

const OWNERS = [
  { value: "user", label: "A user's id" },
  { value: "organization", label: "An organization's id" },
] as const;

const READERS = [
  { value: "owner", label: "Its owner" },
  { value: "authenticated", label: "Everybody signed in" },
  { value: "public", label: "Everybody, by its address" },
] as const;

const WRITERS = [
  { value: "owner", label: "Its owner" },
  { value: "role", label: "Owners with a role" },
  { value: "none", label: "Nobody" },
] as const;

export function BucketProtect({ bucket, isPublic, onClose }: BucketProtectProps) {
  const [draft, setDraft] = useState(() => newDraft(isPublic));
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const single = draft.owner === "user";
  const write = single && draft.write === "role" ? "owner" : draft.write;
  const request: ProtectBucketInput = { bucket, ...draft, write };
  const settled = useDeferredValue(JSON.stringify(request));
  const plan = useQuery({ ...bucketPlanQuery(settled), placeholderData: keepPreviousData });
  const protect = useProtectBucket(onClose);
  const error = protect.error ?? plan.error;
  const problem = formError(error, (field) => field === "replace" || field === "role");
  const ready = plan.data !== undefined && plan.error === null && plan.data.sql !== "";
  return (
    <Sheet
      open
      title={`Policies of ${bucket}`}
      description="The first folder of each file's name is its owner's id: what rowlock protect --bucket writes."
      onClose={onClose}
    >
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) protect.mutate(request);
        }}
      >
        <SheetBody>
          <Choice
            legend="What is the first folder of a file?"
            value={draft.owner}
            options={OWNERS}
            onChange={(owner) => set({ owner })}
          />
          {single ? null : (
            <Toggle
              label="Personal files"
              hint="Where no organization is active, it is the user's id."
              checked={draft.personal}
              onChange={(personal) => set({ personal })}
            />
          )}
          <Choice
            legend="Who may read a file?"
            value={draft.read}
            options={READERS}
            onChange={(read) => set({ read })}
          />
          <Choice
            legend="Who may upload, replace, move and delete it?"
            value={write}
            options={single ? WRITERS.filter(({ value }) => value !== "role") : WRITERS}
            onChange={(next) => set({ write: next })}
          />
          {write === "role" ? (
            <Field label="Role" error={fieldError(error, "role")}>
              <CodeInput
                value={draft.role}
                placeholder="admin"
                onChange={(event) => set({ role: event.target.value })}
              />
            </Field>
          ) : null}
          <Toggle
            label="Without functions of your own"
            hint="Policies read auth.jwt() themselves, as in the newer form of Clerk's guide."
            checked={draft.native}
            onChange={(native) => set({ native })}
          />
          {fieldError(error, "replace") === undefined && !draft.replace ? null : (
            <Toggle
              label="Drop the policies that let more through"
              hint={fieldError(error, "replace") ?? "Those of this bucket alone."}
              checked={draft.replace}
              onChange={(replace) => set({ replace })}
            />
          )}
          {problem ? <ProblemNotice error={problem} /> : null}
          <ProtectSteps what="bucket" plan={plan.error === null ? plan.data : undefined} />
        </SheetBody>
        <SheetFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            icon="shield"
            busy={protect.isPending}
            disabled={!ready}
          >
            Write policies
          </Button>
        </SheetFooter>
      </form>
    </Sheet>
  );
}

function useProtectBucket(onDone: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (input: ProtectBucketInput) => {
      const answer = await callApi<RunSqlAnswer>("/protect/bucket/apply", { body: input });
      if (answer.problem !== undefined) throw new ChangeRefused(answer.problem);
    },
    onSuccess: (_, { bucket }) => {
      onDone();
      void refreshDatabase(client);
      void refreshStorage(client);
      showToast({
        text: `Protected ${bucket}`,
        action: { label: "Keep as migration", run: () => void navigate({ to: "/migrations" }) },
      });
    },
  });
}
