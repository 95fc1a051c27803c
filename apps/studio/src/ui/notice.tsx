// A few words that stand where something is to be known: what is missing, what went wrong, what to do.
import { type ReactNode, useRef } from "react";
import { Icon, type IconName } from "./icon.tsx";
import { useIntoView } from "./use-into-view.ts";

const TONES = {
  info: { look: "bg-accent-soft border-transparent text-ink", icon: "info", mark: "text-accent" },
  attention: {
    look: "bg-brass-soft border-brass-line text-ink",
    icon: "warning",
    mark: "text-brass",
  },
  danger: {
    look: "bg-danger-soft border-danger-line text-ink",
    icon: "warning",
    mark: "text-danger",
  },
  ok: { look: "bg-ok-soft border-transparent text-ink", icon: "check", mark: "text-ok" },
} as const satisfies Record<string, { look: string; icon: IconName; mark: string }>;

export interface NoticeProps {
  readonly tone?: keyof typeof TONES;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** An error is read out at once. */
  readonly role?: "alert" | "status";
}

export function Notice({ tone = "info", title, children, action, role }: NoticeProps) {
  const { look, icon, mark } = TONES[tone];
  const whole = useRef<HTMLDivElement>(null);
  useIntoView(whole, role === "alert");
  return (
    <div
      ref={whole}
      role={role}
      className={`flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border px-3.5 py-3 text-sm ${look}`}
    >
      <Icon name={icon} className={`mt-px ${mark}`} />
      <div className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={title ? "mt-0.5 text-muted" : ""}>{children}</div> : null}
      </div>
      {action ? <div className="flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
