// What a protection would do, in sentences, and the SQL that does it.
import type { ProtectPlan } from "../../api/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { SqlDisclosure } from "../../ui/sql-preview.tsx";

export interface ProtectStepsProps {
  readonly what: "table" | "bucket";
  readonly plan: ProtectPlan | undefined;
}

/** Without a plan it keeps silent: the fields say what lacks. */
export function ProtectSteps({ what, plan }: ProtectStepsProps) {
  if (plan === undefined) return null;
  if (plan.sql === "") {
    return (
      <Notice tone="ok" title="Nothing is missing">
        The {what} is protected in just this way.
      </Notice>
    );
  }
  return (
    <section className="flex flex-col gap-3">
      <h3 className="text-sm font-medium">What is written</h3>
      <ul className="flex flex-col gap-1.5 text-sm text-muted">
        {plan.purposes.map((purpose) => (
          <li key={purpose} className="flex gap-2">
            <Icon name="check" size={16} className="mt-0.5 text-ok" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{purpose}</span>
          </li>
        ))}
      </ul>
      <SqlDisclosure>{plan.sql.trimEnd()}</SqlDisclosure>
    </section>
  );
}
