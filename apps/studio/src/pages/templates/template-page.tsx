// One JWT template, new or stored: its form beside what its tokens would hold.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { callClerk } from "../../api/call-clerk.ts";
import { clerkKeys, templatesQuery } from "../../api/clerk-queries.ts";
import type { ClerkJwtTemplate } from "../../api/clerk-resources.ts";
import { formError } from "../../api/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { showToast } from "../../ui/toast.tsx";
import { bodyOf, draftOf, presetDraft, previewOf, type TemplateDraft } from "./template-draft.ts";
import { TEMPLATE_FIELDS, TemplateFields } from "./template-fields.tsx";
import { TokenPreview, usePreviewUser, useTemplatePreview } from "./token-preview.tsx";

const route = getRouteApi("/jwt-templates/$templateId");

export function TemplatePage() {
  const { templateId } = route.useParams();
  const { preset = "supabase" } = route.useSearch();
  const templates = useQuery(templatesQuery);
  if (templateId === "new") return <TemplateEditor key={preset} start={presetDraft(preset)} />;
  const stored = templates.data?.find((template) => template.id === templateId);
  if (stored !== undefined)
    return <TemplateEditor key={stored.updated_at} start={draftOf(stored)} stored={stored} />;
  return (
    <Page title="JWT template">
      {templates.isPending ? (
        <Waiting />
      ) : templates.isLoadingError ? (
        <Failed error={templates.error} retry={() => void templates.refetch()} />
      ) : (
        <Empty icon="template" title="There is no such template">
          <Link to="/jwt-templates" className="text-accent underline">
            All templates
          </Link>
        </Empty>
      )}
    </Page>
  );
}

const FORM = "jwt-template";

interface TemplateEditorProps {
  readonly start: TemplateDraft;
  readonly stored?: ClerkJwtTemplate | undefined;
}

function TemplateEditor({ start, stored }: TemplateEditorProps) {
  const [draft, setDraft] = useState(start);
  const user = usePreviewUser();
  const preview = useTemplatePreview(previewOf(draft, user.userId));
  const save = useSaveTemplate(stored);
  const problem = formError(save.error, (field) =>
    field === "signing_key" ? draft.key === "typed" : TEMPLATE_FIELDS.includes(field),
  );
  const declared = stored?.declared ?? false;
  const typedIsProject = preview.data?.signsWithProjectSecret ?? false;
  return (
    <Page
      title={stored === undefined ? "New template" : stored.name}
      lead={
        <Link to="/jwt-templates" className="text-accent hover:underline">
          All templates
        </Link>
      }
      actions={
        declared ? undefined : (
          <>
            {stored === undefined ? null : <DeleteTemplate template={stored} />}
            <Button type="submit" form={FORM} variant="primary" busy={save.isPending}>
              Save
            </Button>
          </>
        )
      }
    >
      {declared ? (
        <Notice title="Declared in rowlock.toml">
          It is applied at each start and can't be changed here: edit [[clerk.jwt_templates]] in the
          file.
        </Notice>
      ) : null}
      <form
        id={FORM}
        className="grid items-start gap-5 lg:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ draft, typedIsProject });
        }}
      >
        <TemplateFields
          draft={draft}
          disabled={declared}
          stored={(stored?.custom_signing_key ?? false) && stored?.project_signing_key === false}
          typedIsProject={typedIsProject}
          fault={preview.data?.fault ?? null}
          error={save.error}
          onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        >
          {problem ? <ProblemNotice error={problem} /> : null}
        </TemplateFields>
        <TokenPreview preview={preview.data} error={preview.error} user={user} />
      </form>
    </Page>
  );
}

interface SaveTemplate {
  readonly draft: TemplateDraft;
  readonly typedIsProject: boolean;
}

function useSaveTemplate(stored: ClerkJwtTemplate | undefined) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ draft, typedIsProject }: SaveTemplate) => {
      const body = bodyOf(draft, { typedIsProject });
      return stored === undefined
        ? callClerk<ClerkJwtTemplate>("/v1/jwt_templates", { body })
        : callClerk<ClerkJwtTemplate>(`/v1/jwt_templates/${stored.id}`, { method: "PATCH", body });
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: clerkKeys.templates });
      void client.invalidateQueries({ queryKey: ["database", "overview"] });
      showToast({ text: `Saved the template ${saved.name}` });
      await navigate({
        to: "/jwt-templates/$templateId",
        params: { templateId: saved.id },
        replace: true,
      });
    },
  });
}

function DeleteTemplate({ template }: { readonly template: ClerkJwtTemplate }) {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => callClerk(`/v1/jwt_templates/${template.id}`, { method: "DELETE" }),
    onSuccess: async () => {
      await navigate({ to: "/jwt-templates" });
      await client.invalidateQueries({ queryKey: clerkKeys.templates });
      showToast({ text: `Deleted the template ${template.name}` });
    },
  });
  return (
    <>
      <Button variant="danger" icon="trash" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <Confirm
        open={open}
        title={`Delete the template ${template.name}?`}
        action="Delete template"
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setOpen(false)}
      >
        <p>Apps that ask for a token of it get an error from then on.</p>
        {remove.error ? <ProblemNotice error={remove.error} /> : null}
      </Confirm>
    </>
  );
}
