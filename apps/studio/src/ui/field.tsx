// A labelled field of a form, with its hint and its error tied to the control that stands in it.
import {
  createContext,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  use,
  useId,
  useRef,
} from "react";
import { useIntoView } from "./use-into-view.ts";

interface FieldState {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

const FieldContext = createContext<FieldState | null>(null);

export interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** For fields in a row of a table, whose heading says it already. */
  readonly hideLabel?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Field({ label, hint, error, hideLabel, className = "", children }: FieldProps) {
  const id = useId();
  const whole = useRef<HTMLDivElement>(null);
  useIntoView(whole, error);
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");
  const state = { id, describedBy: describedBy || undefined, invalid: error !== undefined };
  return (
    <FieldContext value={state}>
      <div ref={whole} className={`flex min-w-0 flex-col gap-1.5 ${className}`}>
        <label htmlFor={id} className={hideLabel ? "sr-only" : "text-sm font-medium"}>
          {label}
        </label>
        {children}
        {hint ? (
          <p id={hintId} className="text-[0.8125rem] text-muted">
            {hint}
          </p>
        ) : null}
        {error ? (
          <p id={errorId} className="text-[0.8125rem] text-danger" role="alert">
            {error}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}

/** What a control inside of a field takes over from it. */
export function useFieldControl() {
  const field = use(FieldContext);
  return {
    id: field?.id,
    "aria-describedby": field?.describedBy,
    "aria-invalid": field?.invalid || undefined,
  };
}

const CONTROL =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink aria-invalid:border-danger disabled:opacity-60 focus-visible:outline-offset-0";

export function TextInput({ className = "", ...props }: InputHTMLAttributes<HTMLInputElement>) {
  const control = useFieldControl();
  return (
    <input {...control} autoComplete="off" {...props} className={`${CONTROL} h-9 ${className}`} />
  );
}

/** For names, expressions and other code: no spelling, no capitals. */
export function CodeInput({ className = "", ...props }: InputHTMLAttributes<HTMLInputElement>) {
  return (
    <TextInput
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      {...props}
      className={`font-mono text-[0.8125rem] ${className}`}
    />
  );
}

export function TextArea({
  className = "",
  ...props
}: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const control = useFieldControl();
  return <textarea {...control} {...props} className={`${CONTROL} py-2 ${className}`} />;
}

export function Select({ className = "", ...props }: SelectHTMLAttributes<HTMLSelectElement>) {
  const control = useFieldControl();
  return <select {...control} {...props} className={`${CONTROL} h-9 pr-7 ${className}`} />;
}
