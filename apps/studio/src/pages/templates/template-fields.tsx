// The fields of a JWT template, under the names of Clerk's dashboard.
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { shortcodesQuery } from "../../api/clerk-queries.ts";
import { fieldError } from "../../api/use-change.ts";
import type { TemplateFault } from "../../api/wire.ts";
import { JsonField } from "../../editor/lazy-editors.tsx";
import { CodeInput, Field, Select, TextInput } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { SigningKeyField } from "./signing-key-field.tsx";
import type { TemplateDraft } from "./template-draft.ts";

export interface TemplateFieldsProps {
  readonly draft: TemplateDraft;
  readonly disabled: boolean;
  /** A key of its own is stored, and may be kept. */
  readonly stored: boolean;
  readonly typedIsProject: boolean;
  readonly fault: TemplateFault | null;
  readonly error: unknown;
  readonly onChange: (part: Partial<TemplateDraft>) => void;
  readonly children: ReactNode;
}

/** Those that show what the server says of them. */
export const TEMPLATE_FIELDS = [
  "name",
  "lifetime",
  "allowed_clock_skew",
  "signing_algorithm",
  "claims",
];

const ALGORITHMS = [
  "HS256",
  "HS384",
  "HS512",
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
];

export function TemplateFields(props: TemplateFieldsProps) {
  const { draft, disabled, fault, error, onChange } = props;
  const shortcodes = useQuery(shortcodesQuery);
  const at = (field: string) =>
    fieldError(error, field) ??
    (fault?.field === field && field !== "claims" ? fault.message : undefined);
  return (
    <Card className="min-w-0">
      <h2 className="border-b border-line px-4 py-3 font-medium">Template</h2>
      <div className="flex flex-col gap-4 p-4">
        <Field label="Name" error={draft.name === "" ? undefined : at("name")}>
          <CodeInput
            value={draft.name}
            disabled={disabled}
            required
            placeholder="supabase"
            onChange={(event) => onChange({ name: event.target.value })}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Token lifetime" hint="Seconds, 30 at least." error={at("lifetime")}>
            <TextInput
              inputMode="numeric"
              value={draft.lifetime}
              disabled={disabled}
              onChange={(event) => onChange({ lifetime: event.target.value })}
            />
          </Field>
          <Field
            label="Allowed clock skew"
            hint="Seconds before it is made that it counts from."
            error={at("allowed_clock_skew")}
          >
            <TextInput
              inputMode="numeric"
              value={draft.skew}
              disabled={disabled}
              onChange={(event) => onChange({ skew: event.target.value })}
            />
          </Field>
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Signing algorithm" error={at("signing_algorithm")}>
            <Select
              value={draft.key === "instance" ? "RS256" : draft.algorithm}
              disabled={disabled || draft.key === "instance" || draft.key === "project"}
              onChange={(event) => onChange({ algorithm: event.target.value })}
            >
              {ALGORITHMS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          </Field>
          <Field label="Signed with">
            <Select
              value={draft.key}
              disabled={disabled}
              onChange={(event) =>
                onChange(keyChange(event.target.value as TemplateDraft["key"], draft))
              }
            >
              <option value="instance">the instance's key</option>
              <option value="project">the project's JWT secret</option>
              <option value="typed">a custom signing key</option>
              {props.stored ? <option value="stored">the key that is stored</option> : null}
            </Select>
          </Field>
        </div>
        {draft.key === "typed" ? (
          <SigningKeyField
            value={draft.typedKey}
            typedIsProject={props.typedIsProject}
            error={draft.typedKey === "" ? fieldError(error, "signing_key") : at("signing_key")}
            onChange={(typedKey) => onChange({ typedKey })}
          />
        ) : null}
        <Field
          label="Claims"
          hint="JSON. Type {{ inside of quotes to fill in a shortcode. aud, role and others are yours; sub, iss, exp, iat, nbf, jti and azp are always set."
          error={fieldError(error, "claims")}
        >
          <JsonField
            label="Claims"
            value={draft.claims}
            shortcodes={shortcodes.data}
            numbers
            readOnly={disabled}
            minHeight="13rem"
            maxHeight="30rem"
            onChange={(claims) => onChange({ claims })}
          />
        </Field>
        {props.children}
      </div>
    </Card>
  );
}

/** An algorithm that goes with the key. */
function keyChange(
  key: TemplateDraft["key"],
  { algorithm }: TemplateDraft,
): Partial<TemplateDraft> {
  if (key === "instance") return { key, algorithm: "RS256" };
  return key === "project" || algorithm === "RS256" ? { key, algorithm: "HS256" } : { key };
}
