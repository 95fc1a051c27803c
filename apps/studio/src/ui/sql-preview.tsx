// The SQL that a form stands for, to be read before it runs.
import { type ReactNode, useState } from "react";
import { usePreview } from "../api/use-change.ts";
import type { ChangeInput } from "../api/wire.ts";
import { Icon } from "./icon.tsx";

export interface SqlPreviewProps {
  readonly change: ChangeInput;
  /** False while the form is too empty to be any SQL. */
  readonly ready: boolean;
}

export function SqlPreview({ change, ready }: SqlPreviewProps) {
  return (
    <SqlDisclosure>
      <ChangeSql change={change} ready={ready} />
    </SqlDisclosure>
  );
}

/** Asked for only while it is shown. */
function ChangeSql({ change, ready }: SqlPreviewProps) {
  const preview = usePreview(change, ready);
  const words = preview.error ? preview.error.message : "Fill in the form to see its SQL";
  return ready && preview.data && !preview.error ? preview.data.statements.join("\n\n") : words;
}

export function SqlDisclosure({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <section className="rounded-md border border-line bg-sunken">
      <h3>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="flex w-full items-center gap-2 px-3 py-2 text-left text-[0.8125rem] font-medium text-muted hover:text-ink"
        >
          <Icon name={open ? "chevronDown" : "chevronRight"} size={15} />
          The SQL that will run
        </button>
      </h3>
      {open ? (
        <pre className="max-h-72 overflow-auto border-t border-line px-3 py-2.5 font-mono text-[0.8125rem] leading-relaxed">
          {children}
        </pre>
      ) : null}
    </section>
  );
}
