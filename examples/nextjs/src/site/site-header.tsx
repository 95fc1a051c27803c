import { Show, UserButton } from "@clerk/nextjs";
import Link from "next/link";
import { SessionEnd } from "./session-end.tsx";
import { SiteLinks } from "./site-links.tsx";

export function SiteHeader() {
  return (
    <header className="site-header">
      <Link href="/" className="brand">
        <Mark />
        Tasks
      </Link>
      <SiteLinks />
      <div className="account">
        <Show when="signed-in" fallback={<Link href="/sign-in">Sign in</Link>}>
          <UserButton />
          <SessionEnd />
        </Show>
      </div>
    </header>
  );
}

/** A rowlock, holding an oar. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" fill="none" aria-hidden="true">
      <path
        d="M6 5v5a6 6 0 0 0 12 0V5M12 16v5"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <circle cx="12" cy="8.6" r="2.6" fill="currentColor" />
    </svg>
  );
}
