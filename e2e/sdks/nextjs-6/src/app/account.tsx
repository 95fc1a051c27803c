"use client";

import { SignedIn, SignedOut, SignInButton, UserButton } from "@clerk/nextjs";

// A client component: what a server component passes down may come as a lazy element, which this generation of
// <SignInButton> takes for several children and throws about.
export function Account() {
  return (
    <>
      <SignedOut>
        <SignInButton>
          <button type="button">Sign in</button>
        </SignInButton>
        <SignInButton mode="modal">
          <button type="button">Sign in here</button>
        </SignInButton>
      </SignedOut>
      <SignedIn>
        <UserButton />
      </SignedIn>
    </>
  );
}
