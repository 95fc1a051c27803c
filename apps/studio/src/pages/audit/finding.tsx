// One finding: how grave it is, what it is about, why it matters, and its fix, to be read and run in the SQL Editor.
import { Link } from "@tanstack/react-router";
import type { AuditFinding, AuditLevel } from "../../api/wire.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";

const TONES: Readonly<Record<AuditLevel, BadgeTone>> = {
  error: "danger",
  warning: "attention",
  info: "accent",
};

export function Finding({ finding }: { readonly finding: AuditFinding }) {
  const { id, level, object, message, why, fix } = finding;
  return (
    <li className="px-4 py-3 text-sm">
      <details className="group">
        <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1">
          <Badge tone={TONES[level]}>{level}</Badge>
          <span className="min-w-0 flex-1 basis-64 font-medium [overflow-wrap:anywhere]">
            {message}
          </span>
          <span className="font-mono text-2xs text-faint">{id}</span>
          <Icon
            name="chevronRight"
            size={15}
            className="self-center text-faint transition-transform group-open:rotate-90"
          />
        </summary>
        <div className="mt-2.5 flex flex-col gap-2.5">
          {object === "" ? null : (
            <p className="font-mono text-2xs text-muted [overflow-wrap:anywhere]">{object}</p>
          )}
          <p className="max-w-3xl text-muted">{why}</p>
          {fix === null ? (
            <p className="text-muted">What mends it depends on what is meant: no SQL is offered.</p>
          ) : (
            <>
              <ScrollRegion label={`Fix of ${id}`} className="max-h-72 rounded-md bg-sunken p-3">
                <pre className="font-mono text-[0.8125rem] leading-relaxed">{fix}</pre>
              </ScrollRegion>
              <div>
                <Link
                  to="/sql"
                  search={{ sql: fix }}
                  className={buttonClass({ className: "h-8 px-2.5 text-[0.8125rem]" })}
                >
                  Open in the SQL Editor
                </Link>
              </div>
            </>
          )}
        </div>
      </details>
    </li>
  );
}
