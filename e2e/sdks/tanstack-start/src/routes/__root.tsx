import { ClerkProvider, Show, SignInButton, UserButton } from "@clerk/tanstack-react-start";
import { createRootRoute, HeadContent, Outlet, Scripts } from "@tanstack/react-router";

export const Route = createRootRoute({
  head: () => ({ links: [{ rel: "icon", href: "data:," }] }),
  component: Root,
});

function Root() {
  return (
    <html lang="en">
      <head>
        <HeadContent />
      </head>
      <body>
        <ClerkProvider>
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
          <Outlet />
        </ClerkProvider>
        <Scripts />
      </body>
    </html>
  );
}
