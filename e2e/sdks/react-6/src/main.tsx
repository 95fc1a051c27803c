import { ClerkProvider, Show, SignInButton, UserButton } from "@clerk/react";
import { createRoot } from "react-dom/client";
import { Tasks } from "./tasks.tsx";

const PUBLISHABLE_KEY = import.meta.env.VITE_CLERK_PUBLISHABLE_KEY;

createRoot(document.getElementById("root")!).render(
  <ClerkProvider
    publishableKey={PUBLISHABLE_KEY}
    afterSignOutUrl="/"
    /* what rowlock env prints */
  >
    <Show when="signed-out">
      <SignInButton>
        <button type="button">Sign in</button>
      </SignInButton>
      <SignInButton mode="modal">
        <button type="button">Sign in here</button>
      </SignInButton>
    </Show>
    <Show when="signed-in">
      <UserButton />
      <Tasks />
    </Show>
  </ClerkProvider>,
);
