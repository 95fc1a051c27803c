// Buttons. While busy a button keeps its size and its place in the order of focus, and takes no second press.
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Icon, type IconName } from "./icon.tsx";

const VARIANTS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent",
  plain: "bg-surface text-ink border-line-strong hover:border-accent hover:text-accent",
  quiet: "bg-transparent text-muted border-transparent hover:bg-sunken hover:text-ink",
  danger: "bg-surface text-danger border-danger-line hover:bg-danger-soft",
} as const;

export type ButtonVariant = keyof typeof VARIANTS;

const SHAPE =
  "inline-flex items-center justify-center gap-1.5 rounded-md border font-medium transition-colors disabled:opacity-55 disabled:cursor-not-allowed whitespace-nowrap";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: ButtonVariant;
  readonly size?: "small" | "medium";
  readonly icon?: IconName;
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { variant = "plain", size = "medium", icon, busy = false, className = "", ...rest } = props;
  const room = size === "small" ? "h-8 px-2.5 text-[0.8125rem]" : "h-9 px-3.5 text-sm";
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={buttonClass({ variant, className: `${room} ${className}` })}
    >
      {icon === undefined ? null : (
        <Icon name={icon} size={16} className={busy ? "animate-pulse" : ""} />
      )}
      {props.children}
    </button>
  );
}

/** The looks of a button, for links that stand among buttons. */
export function buttonClass({
  variant = "plain",
  className = "h-9 px-3.5 text-sm",
}: {
  readonly variant?: ButtonVariant;
  readonly className?: string;
}): string {
  return `${SHAPE} ${VARIANTS[variant]} ${className}`;
}

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "children" | "size"> {
  readonly icon: IconName;
  /** What it does, in words. */
  readonly label: string;
  readonly children?: ReactNode;
}

export function IconButton({
  icon,
  label,
  variant = "quiet",
  className = "",
  busy,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-busy={busy || undefined}
      {...rest}
      className={buttonClass({ variant, className: `size-8 ${className}` })}
    >
      <Icon name={icon} size={17} className={busy ? "animate-pulse" : ""} />
    </button>
  );
}
