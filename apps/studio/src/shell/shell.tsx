// The frame around every page: the sidebar (a drawer on a narrow screen), the page, and the words on what was just done.
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Dialog } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { useLocked } from "../api/lock.ts";
import { readSecret } from "../api/secret.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Toasts } from "../ui/toast.tsx";
import { Away } from "./away.tsx";
import { Locked } from "./locked.tsx";
import { NAVIGATION } from "./navigation.ts";
import { chooseTheme, useTheme } from "./theme.ts";

export function Shell() {
  const locked = useLocked() || readSecret() === "";
  if (locked) return <Locked />;
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:left-2 focus:top-2 focus:z-[70] focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <aside className="hidden w-56 shrink-0 flex-col border-r border-line bg-surface md:flex">
        <Brand />
        <Places />
        <ThemeSwitch />
      </aside>
      <TopBar />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Away />
        <Content />
      </div>
      <Toasts />
    </div>
  );
}

/** Focus goes to the page when the address changes, as it would with a document of its own. */
function Content() {
  const content = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what calls for it
  useEffect(() => {
    if (!first.current) content.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return (
    <main
      id="content"
      ref={content}
      tabIndex={-1}
      className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none"
    >
      <Outlet />
    </main>
  );
}

function Brand() {
  return (
    <Link to="/" className="flex items-center gap-2.5 px-4 pb-3 pt-4">
      <img src="/rowlock.svg" alt="" className="size-7" />
      <span className="font-semibold tracking-tight">
        Rowlock <span className="font-normal text-muted">Studio</span>
      </span>
    </Link>
  );
}

function Places({ onGo }: { readonly onGo?: () => void }) {
  return (
    <nav aria-label="Studio" className="min-h-0 flex-1 overflow-y-auto px-2.5 pb-4">
      {NAVIGATION.map((group) => (
        <div key={group.places[0]?.to} className="mt-3 first:mt-0">
          {group.label === undefined ? null : (
            <h2 className="px-2.5 pb-1 pt-1 text-2xs font-medium tracking-wide text-faint uppercase">
              {group.label}
            </h2>
          )}
          <ul className="flex flex-col gap-px">
            {group.places.map((place) => (
              <li key={place.to}>
                <Link
                  to={place.to}
                  onClick={onGo}
                  activeOptions={{ exact: place.to === "/" }}
                  className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-muted hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
                >
                  <Icon name={place.icon} size={17} />
                  {place.label}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function ThemeSwitch() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <div className="border-t border-line p-2.5">
      <button
        type="button"
        onClick={() => chooseTheme(other)}
        className="flex h-8 w-full items-center gap-2.5 rounded-md px-2.5 text-sm text-muted hover:bg-sunken hover:text-ink"
      >
        <Icon name={other === "dark" ? "moon" : "sun"} size={17} />
        {other === "dark" ? "Dark theme" : "Light theme"}
      </button>
    </div>
  );
}

function TopBar() {
  const [open, setOpen] = useState(false);
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 md:hidden">
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger asChild>
          <IconButton icon="menu" label="Menu" />
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 bg-black/35 animate-fade-in" />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-64 flex-col border-r border-line bg-surface shadow-lift"
          >
            <Dialog.Title className="sr-only">Menu</Dialog.Title>
            <Brand />
            <Places onGo={() => setOpen(false)} />
            <ThemeSwitch />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
      <Link to="/" className="flex items-center gap-2 px-1 font-semibold tracking-tight">
        <img src="/rowlock.svg" alt="" className="size-6" />
        Rowlock <span className="font-normal text-muted">Studio</span>
      </Link>
    </header>
  );
}
