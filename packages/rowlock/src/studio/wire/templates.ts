// The editor of JWT templates: what a token would hold, and what is wrong.
import * as z from "zod";

export const previewTemplateSchema = z.object({
  /** `session`: the custom claims of session tokens, under their own rules. */
  kind: z.enum(["template", "session"]),
  name: z.string(),
  /** As they stand in the editor: JSON or not. */
  claims: z.string().max(100_000),
  lifetime: z.number(),
  allowedClockSkew: z.number(),
  signingAlgorithm: z.string().nullable(),
  /** Null: the instance's key. `project` or the project's JWT secret itself: the role must be a literal. */
  signingKey: z.string().nullable(),
  userId: z.string().nullable(),
});

export type PreviewTemplateInput = z.input<typeof previewTemplateSchema>;
export type PreviewTemplate = z.output<typeof previewTemplateSchema>;

export interface TemplateFault {
  readonly message: string;
  readonly hint?: string | undefined;
  /** The field of the template: `name`, `claims`, `lifetime`... */
  readonly field: string;
  /** Where in the claims, such as `app_metadata.tags[0]`. */
  readonly path?: string | undefined;
}

export interface TemplatePreview {
  /** The decoded token's claims for the chosen user; null without one, or with a fault. */
  readonly claims: Readonly<Record<string, unknown>> | null;
  readonly fault: TemplateFault | null;
  /** The signing key is the project's JWT secret itself: as `project` it would follow a rotation. */
  readonly signsWithProjectSecret: boolean;
  /** Shortcodes that nothing fills: they give null. */
  readonly unknown: readonly { readonly path: string; readonly shortcode: string }[];
}
