// What Clerk's quickstart for Next.js has a reader write into a fresh app: the proxy, the provider, a header with the
// buttons. Next.js' template switches Cache Components on, which want what depends on the request inside <Suspense>.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const PROXY = `import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware();

export const config = {
  matcher: [
    "/((?!_next|[^?]*\\\\.(?:html?|css|js(?!on)|jpe?g|webp|png|gif|svg|ttf|woff2?|ico|csv|docx?|xlsx?|zip|webmanifest)).*)",
    "/(api|trpc)(.*)",
  ],
};
`;

const IMPORTS = `import { ClerkProvider, Show, SignInButton, SignUpButton, UserButton } from "@clerk/nextjs";
import { Suspense } from "react";
`;

const BODY = `<body>
        <Suspense>
          <ClerkProvider>
            <header>
              <Show when="signed-out">
                <SignInButton />
                <SignUpButton />
              </Show>
              <Show when="signed-in">
                <UserButton />
              </Show>
            </header>
            {children}
          </ClerkProvider>
        </Suspense>
      </body>`;

export async function followClerksQuickstart(directory: string): Promise<void> {
  await writeFile(join(directory, "src/proxy.ts"), PROXY);
  const path = join(directory, "src/app/layout.tsx");
  const layout = await readFile(path, "utf8");
  const withBody = layout.replace("<body>{children}</body>", BODY);
  if (withBody === layout) throw new Error(`The template's layout has another body:\n${layout}`);
  await writeFile(path, IMPORTS + withBody);
}
