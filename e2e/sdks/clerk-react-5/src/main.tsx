import { ClerkProvider, SignedIn, SignedOut, SignInButton, UserButton } from "@clerk/clerk-react";
import { createRoot } from "react-dom/client";
import { Tasks } from "./tasks.tsx";

const PUBLISHABLE_KEY = import.meta.env.VITE_CLERK_PUBLISHABLE_KEY;

createRoot(document.getElementById("root")!).render(
  <ClerkProvider
    publishableKey={PUBLISHABLE_KEY}
    afterSignOutUrl="/"
    /* what rowlock env prints */
  >
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
      <Tasks />
    </SignedIn>
  </ClerkProvider>,
);
