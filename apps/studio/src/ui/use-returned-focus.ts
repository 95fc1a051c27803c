// Where the focus goes when a dialog closes: back to what opened it, or, where that has gone meanwhile, to the page. Never nowhere.
import { useRef } from "react";

export interface ReturnedFocus {
  /** For the moment when the dialog takes the focus. */
  remember(): void;
  /** For the moment when it is closed. */
  giveBack(event: Event): void;
}

export function useReturnedFocus(): ReturnedFocus {
  const opener = useRef<Element | null>(null);
  return {
    remember() {
      opener.current = openerOf(document.activeElement);
    },
    giveBack(event) {
      event.preventDefault();
      const { current } = opener;
      const there = current instanceof HTMLElement && current.isConnected ? current : null;
      (there ?? document.getElementById("content"))?.focus({ preventScroll: true });
    },
  };
}

/** An item of a menu goes with its menu: the button of the menu stays. */
function openerOf(focused: Element | null): Element | null {
  const button = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  if (button) return document.getElementById(button);
  return focused === document.body ? null : focused;
}
