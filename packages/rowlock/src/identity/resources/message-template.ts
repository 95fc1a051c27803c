// The wire form of a template of mail or SMS, as the Backend API gives it.
import type { MessageTemplateRow } from "../store/message-templates.ts";

export interface ShownTemplate {
  readonly template: MessageTemplateRow;
  readonly instanceId: string;
  /** Its place in the list. */
  readonly position: number;
  /** Somebody changed it. */
  readonly changed: boolean;
  readonly variables: readonly string[];
  readonly required: readonly string[];
  /** The part before the @ where the template has none of its own. */
  readonly sender: string;
}

export function messageTemplateJson({ template, ...shown }: ShownTemplate) {
  return {
    object: "template",
    id: `tmpl_${template.channel}_${template.slug}`,
    instance_id: shown.instanceId,
    resource_type: shown.changed ? "user" : "system",
    template_type: template.channel,
    name: template.name,
    slug: template.slug,
    position: shown.position,
    can_revert: shown.changed,
    can_delete: false,
    can_edit_body: true,
    can_toggle: false,
    subject: template.channel === "email" ? template.subject : null,
    markup: template.markup,
    body: template.body,
    available_variables: ["app.name", ...shown.variables],
    required_variables: shown.required,
    from_email_name: template.channel === "email" ? (template.sender ?? shown.sender) : "",
    reply_to_email_name: template.reply_to ?? "",
    delivered_by_clerk: template.delivered_by_clerk,
    enabled: true,
    flagged_as_suspicious: false,
    created_at: template.created_at,
    updated_at: template.updated_at,
  } as const;
}
