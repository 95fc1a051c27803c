// Brings what has just appeared into sight: an error far down in a form would else be heard and not seen.
import { type RefObject, useEffect } from "react";

/** Scrolls no further than needed, each time that `news` changes to something. */
export function useIntoView(
  target: RefObject<HTMLElement | null>,
  news: string | boolean | undefined,
): void {
  useEffect(() => {
    if (news) target.current?.scrollIntoView({ block: "nearest" });
  }, [target, news]);
}
