import { ClerkProvider, Show, SignInButton, UserButton } from "@clerk/react-router";
import { clerkMiddleware, rootAuthLoader } from "@clerk/react-router/server";
import { Links, type LoaderFunctionArgs, Meta, Outlet, Scripts, useLoaderData } from "react-router";

export const middleware = [clerkMiddleware()];
export const loader = (args: LoaderFunctionArgs) => rootAuthLoader(args);

export default function Root() {
  const loaderData = useLoaderData<typeof loader>();
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
        <Meta />
        <Links />
      </head>
      <body>
        <ClerkProvider loaderData={loaderData}>
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
