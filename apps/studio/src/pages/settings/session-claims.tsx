// The custom claims of session tokens, in the language of JWT templates, beside what a token would hold.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { shortcodesQuery } from "../../api/clerk-queries.ts";
import { JsonField } from "../../editor/lazy-editors.tsx";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { TokenPreview, usePreviewUser, useTemplatePreview } from "../templates/token-preview.tsx";
import { useClerkSettings } from "./use-clerk-settings.ts";

export function SessionClaims({ claims }: { readonly claims: object }) {
  const before = JSON.stringify(claims, null, 2);
  const [text, setText] = useState(before);
  const shortcodes = useQuery(shortcodesQuery);
  const user = usePreviewUser();
  const save = useClerkSettings();
  const preview = useTemplatePreview({
    kind: "session",
    name: "session",
    claims: text,
    lifetime: 60,
    allowedClockSkew: 10,
    signingAlgorithm: null,
    signingKey: null,
    userId: user.userId,
  });
  const fault = preview.data?.fault ?? null;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card className="min-w-0">
        <h2 className="border-b border-line px-4 py-3 font-medium">Session token</h2>
        <div className="flex flex-col gap-4 p-4">
          <Field
            label="Custom claims"
            hint="Added to every session token. Keep them small: the token travels in a cookie."
          >
            <JsonField
              label="Custom claims"
              value={text}
              shortcodes={shortcodes.data}
              numbers
              minHeight="11rem"
              maxHeight="26rem"
              onChange={setText}
            />
          </Field>
          {save.error ? <ProblemNotice error={save.error} /> : null}
          <div>
            <Button
              busy={save.isPending}
              disabled={fault !== null || text === before}
              onClick={() => save.mutate({ session_token_claims: JSON.parse(text) as object })}
            >
              Save claims
            </Button>
          </div>
        </div>
      </Card>
      <TokenPreview preview={preview.data} error={preview.error} user={user} />
    </div>
  );
}
