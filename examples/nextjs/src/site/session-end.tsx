// A session that was ended elsewhere: until its token expires, for up to a minute, the server still renders pages for
// it. Clerk in the browser knows better, and then the page is asked for anew.
"use client";

import { useSession } from "@clerk/nextjs";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Stands where the server has rendered for somebody signed in. Shows nothing. */
export function SessionEnd() {
  const router = useRouter();
  const { isLoaded, isSignedIn } = useSession();
  const ended = isLoaded && !isSignedIn;

  useEffect(() => {
    if (ended) router.refresh();
  }, [ended, router]);

  return null;
}
