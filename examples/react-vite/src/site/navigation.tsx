// Four pages need no router: the browser's history is the state, and a link changes it without loading the page anew.
import { type ComponentProps, type MouseEvent, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

interface NavigateOptions {
  /** Takes the place of the current page in the history. */
  readonly replace?: boolean;
}

/** Goes to an address of this app. */
export function navigate(to: string, { replace = false }: NavigateOptions = {}): void {
  const before = window.location.pathname;
  if (replace) window.history.replaceState(null, "", to);
  else window.history.pushState(null, "", to);
  if (window.location.pathname !== before) window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

type LinkProps = ComponentProps<"a"> & { readonly href: string };

export function Link({ href, ...props }: LinkProps) {
  function follow(event: MouseEvent): void {
    // A new tab, a new window, a download: the browser's own business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    navigate(href);
  }

  return <a href={href} onClick={follow} {...props} />;
}
