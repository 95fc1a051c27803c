// Dialogs: a sheet from the right for forms, a box in the middle for questions. Focus stays inside, Escape closes, and focus goes back
// to where it was.
import { AlertDialog, Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button, IconButton } from "./button.tsx";
import { useReturnedFocus } from "./use-returned-focus.ts";

const OVERLAY = "fixed inset-0 z-40 bg-black/35 animate-fade-in";

export interface SheetProps {
  readonly open: boolean;
  readonly title: string;
  readonly description?: string;
  readonly width?: "medium" | "wide";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Its content lays itself out: a scrolling body and a SheetFooter. */
export function Sheet({
  open,
  title,
  description,
  width = "medium",
  onClose,
  children,
}: SheetProps) {
  const { remember, giveBack } = useReturnedFocus();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onInteractOutside={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            remember();
            focusFirstField(event);
          }}
          onCloseAutoFocus={giveBack}
          className={`fixed inset-y-0 right-0 z-50 flex w-full flex-col border-l border-line bg-surface shadow-lift animate-slide-in ${
            width === "wide" ? "sm:max-w-3xl" : "sm:max-w-xl"
          }`}
        >
          <header className="flex items-start gap-3 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
              {description ? (
                <Dialog.Description className="mt-0.5 text-sm text-muted">
                  {description}
                </Dialog.Description>
              ) : null}
            </div>
            <Dialog.Close asChild>
              <IconButton icon="close" label="Close" />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The first field rather than the button that closes. */
function focusFirstField(event: Event): void {
  const sheet = event.currentTarget as HTMLElement | null;
  const field = sheet?.querySelector<HTMLElement>(
    "input:enabled, select:enabled, textarea:enabled",
  );
  if (field === null || field === undefined) return;
  event.preventDefault();
  field.focus();
}

export function SheetBody({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 py-5">{children}</div>
  );
}

export function SheetFooter({ children }: { readonly children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
      {children}
    </footer>
  );
}

export interface BoxProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Box({ open, title, onClose, children }: BoxProps) {
  const { remember, giveBack } = useReturnedFocus();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className={OVERLAY} />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={remember}
          onCloseAutoFocus={giveBack}
          className={BOX}
        >
          <Dialog.Title className="text-base font-semibold">{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const BOX =
  "fixed left-1/2 top-[12vh] z-50 flex max-h-[78vh] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 flex-col gap-4 overflow-y-auto rounded-lg border border-line bg-surface p-5 shadow-lift animate-rise-in";

export interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  /** What will happen, and what can't be undone. */
  readonly children: ReactNode;
  readonly action: string;
  /** Plain: it takes nothing away. */
  readonly tone?: "danger" | "plain";
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What most people will want in its place. */
  readonly better?: { readonly label: string; readonly onChoose: () => void };
}

export function Confirm(props: ConfirmProps) {
  const { remember, giveBack } = useReturnedFocus();
  return (
    <AlertDialog.Root
      open={props.open}
      onOpenChange={(next) => (next ? undefined : props.onClose())}
    >
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={OVERLAY} />
        <AlertDialog.Content onOpenAutoFocus={remember} onCloseAutoFocus={giveBack} className={BOX}>
          <AlertDialog.Title className="text-base font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="flex flex-col gap-3 text-sm text-muted">{props.children}</div>
          </AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button
              variant={props.tone ?? "danger"}
              busy={props.busy ?? false}
              disabled={props.disabled}
              onClick={props.onConfirm}
            >
              {props.action}
            </Button>
            {props.better === undefined ? null : (
              <Button variant="primary" onClick={props.better.onChoose}>
                {props.better.label}
              </Button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
