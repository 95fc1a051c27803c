// What a token would hold, decoded, for a chosen user: looked at anew as the claims are typed.
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { callApi } from "../../api/call-api.ts";
import { usersQuery } from "../../api/clerk-queries.ts";
import { emailOf, nameOf } from "../../api/clerk-resources.ts";
import type { PreviewTemplateInput, TemplatePreview } from "../../api/wire.ts";
import { Field, Select } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";

/** The user whom the preview is for: the newest until another is chosen. */
export function usePreviewUser() {
  const [chosen, setChosen] = useState<string | null>(null);
  const users = useQuery(usersQuery({}));
  const list = users.data?.users ?? [];
  return { list, userId: chosen ?? list[0]?.id ?? null, choose: setChosen };
}

export function useTemplatePreview(request: PreviewTemplateInput) {
  const settled = useDeferredValue(JSON.stringify(request));
  return useQuery({
    queryKey: ["template-preview", settled],
    queryFn: ({ signal }) =>
      callApi<TemplatePreview>("/templates/preview", {
        body: JSON.parse(settled) as PreviewTemplateInput,
        signal,
      }),
    placeholderData: (previous) => previous,
    gcTime: 10_000,
    retry: false,
  });
}

export interface TokenPreviewProps {
  readonly preview: TemplatePreview | undefined;
  readonly error: unknown;
  readonly user: ReturnType<typeof usePreviewUser>;
}

export function TokenPreview({ preview, error, user }: TokenPreviewProps) {
  return (
    <Card className="min-w-0">
      <h2 className="border-b border-line px-4 py-3 font-medium">The token, decoded</h2>
      <div className="flex flex-col gap-3 p-4">
        <Field label="For">
          <Select value={user.userId ?? ""} onChange={(event) => user.choose(event.target.value)}>
            {user.list.length === 0 ? (
              <option value="">nobody yet: create a user first</option>
            ) : null}
            {user.list.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {emailOf(entry) ?? nameOf(entry)}
              </option>
            ))}
          </Select>
        </Field>
        {error ? <ProblemNotice error={error} /> : null}
        {preview?.fault ? (
          <Notice tone="danger" role="status" title={preview.fault.message}>
            {preview.fault.hint}
          </Notice>
        ) : null}
        {preview?.unknown.map((entry) => (
          <Notice
            key={`${entry.path} ${entry.shortcode}`}
            tone="attention"
            title={`Nothing fills {{${entry.shortcode}}}`}
          >
            In the claim {entry.path}: the token holds null there.
          </Notice>
        ))}
        <ScrollRegion label="Claims of the token" className="min-h-56 rounded-md bg-sunken p-3">
          <pre className="font-mono text-[0.8rem] leading-relaxed">
            {preview?.claims ? JSON.stringify(preview.claims, null, 2) : "…"}
          </pre>
        </ScrollRegion>
      </div>
    </Card>
  );
}
