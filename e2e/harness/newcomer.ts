// What a newcomer writes into a fresh app by hand: Clerk's quickstart for Next.js (the proxy, the provider, a header with
// the buttons), then the SQL and the code of docs/guide.md, read from there.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readGuideBlocks } from "../../docs/read-guide.ts";

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

// The template switches Next.js' Cache Components on, which want what depends on the request inside <Suspense>.
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

/** The sections whose SQL and code make the template form; the later ones are other ways to the same. */
const LAST_SECTION = "The code, server side";

export async function followTheGuide(directory: string): Promise<void> {
  const blocks = readGuideBlocks();
  const end = blocks.findLastIndex(({ section }) => section === LAST_SECTION);
  const followed = blocks.slice(0, end + 1);
  const sql = followed.filter(({ language, title }) => language === "sql" && title === "");
  await write(join(directory, "supabase/migrations/20250101000000_tasks.sql"), sql);
  for (const block of followed) {
    if (block.title.startsWith("src/")) await write(join(directory, block.title), [block]);
  }
}

async function write(path: string, blocks: readonly { readonly code: string }[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, blocks.map(({ code }) => code).join("\n"));
}
