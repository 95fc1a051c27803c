// Short words about what was just done, in a corner, read out politely. They go by themselves, and stay while somebody points at or
// focuses them.
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button, IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

export interface Toast {
  readonly text: string;
  readonly tone?: "ok" | "danger";
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface ShownToast extends Toast {
  readonly id: number;
}

let shown: readonly ShownToast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function showToast(toast: Toast): void {
  const id = nextId;
  nextId += 1;
  change([...shown.slice(-2), { ...toast, id }]);
}

function dismiss(id: number): void {
  change(shown.filter((toast) => toast.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <section
      aria-label="What was just done"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-3 z-[60] flex flex-col items-end gap-2"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

const STAYS_MS = 7000;

function ToastCard({ toast }: { readonly toast: ShownToast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const tone = toast.tone ?? "ok";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only keeps it from going; its buttons are real ones
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-md items-center gap-2.5 rounded-lg border border-line bg-surface py-2 pl-3.5 pr-2 text-sm shadow-lift animate-rise-in"
    >
      <Icon
        name={tone === "ok" ? "check" : "warning"}
        className={tone === "ok" ? "text-ok" : "text-danger"}
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">{toast.text}</span>
      {toast.action === undefined ? null : (
        <Button
          size="small"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => dismiss(toast.id)} />
    </div>
  );
}
