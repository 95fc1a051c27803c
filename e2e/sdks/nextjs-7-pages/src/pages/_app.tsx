import { ClerkProvider, Show, SignInButton, UserButton } from "@clerk/nextjs";
import type { AppProps } from "next/app";

export default function App({ Component, pageProps }: AppProps) {
  return (
    <ClerkProvider {...pageProps}>
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
      </Show>
      <Component {...pageProps} />
    </ClerkProvider>
  );
}
