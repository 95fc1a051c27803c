// JWT Templates: tokens of one's own making, for the Data API and for others.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { templatesQuery } from "../../api/clerk-queries.ts";
import type { ClerkJwtTemplate } from "../../api/clerk-resources.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";

export function TemplatesPage() {
  const templates = useQuery(templatesQuery);
  return (
    <Page
      title="JWT Templates"
      lead="What a token for another service holds. An app asks for one by its name: getToken({ template: 'supabase' })."
      actions={<NewTemplate />}
    >
      {templates.isPending ? (
        <Waiting />
      ) : templates.isLoadingError ? (
        <Failed error={templates.error} retry={() => void templates.refetch()} />
      ) : templates.data.length === 0 ? (
        <Empty icon="template" title="No templates yet">
          The Supabase template signs with your project's JWT secret, so that the Data API takes its
          tokens.
        </Empty>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {templates.data.map((template) => (
              <TemplateRow key={template.id} template={template} />
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}

function NewTemplate() {
  const navigate = useNavigate();
  const begin = (preset: "supabase" | "blank") =>
    void navigate({
      to: "/jwt-templates/$templateId",
      params: { templateId: "new" },
      search: { preset },
    });
  return (
    <Menu
      trigger={
        <Button variant="primary" icon="plus">
          New template
        </Button>
      }
    >
      <MenuItem icon="table" onSelect={() => begin("supabase")}>
        Supabase
      </MenuItem>
      <MenuItem icon="template" onSelect={() => begin("blank")}>
        Blank
      </MenuItem>
    </Menu>
  );
}

function TemplateRow({ template }: { readonly template: ClerkJwtTemplate }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <Link
        to="/jwt-templates/$templateId"
        params={{ templateId: template.id }}
        className="min-w-0 flex-1 truncate font-mono font-medium hover:text-accent hover:underline"
      >
        {template.name}
      </Link>
      <Badge>{template.signing_algorithm}</Badge>
      <Badge tone={template.project_signing_key ? "accent" : "plain"}>{keyWords(template)}</Badge>
      {template.declared ? <Badge>rowlock.toml</Badge> : null}
      <span className="text-[0.8125rem] text-muted">{template.lifetime} s</span>
    </li>
  );
}

function keyWords(template: ClerkJwtTemplate): string {
  if (template.project_signing_key) return "project's JWT secret";
  return template.custom_signing_key ? "own key" : "instance key";
}
