// One line of settings: its name, a word on it, its value.
import type { ReactNode } from "react";
import { CopyButton } from "../../ui/copy-button.tsx";

export interface SettingRowProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

export function SettingRow({ label, hint, children }: SettingRowProps) {
  return (
    <div className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[14rem_minmax(0,1fr)] sm:items-center">
      <dt className="text-sm font-medium">
        {label}
        {hint ? (
          <span className="block text-[0.8125rem] font-normal text-muted">{hint}</span>
        ) : null}
      </dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

export function PlainValue({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <code className="min-w-0 flex-1 basis-52 font-mono text-[0.8rem] break-all">{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
