import { ClerkProvider } from "@clerk/nextjs";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { clerkAppearance } from "../site/clerk-appearance.ts";
import { SiteHeader } from "../site/site-header.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Tasks", template: "%s · Tasks" },
  description: "A task list that only you can read: Clerk signs you in, Supabase keeps the rows.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <ClerkProvider
      appearance={clerkAppearance}
      signInUrl="/sign-in"
      signUpUrl="/sign-up"
      afterSignOutUrl="/"
    >
      <html lang="en">
        <body>
          <a href="#main" className="skip">
            Skip to the tasks
          </a>
          <SiteHeader />
          <main id="main">{children}</main>
          <footer className="site-footer">
            Signed in by Clerk, kept by Supabase. Each row belongs to one person.
          </footer>
        </body>
      </html>
    </ClerkProvider>
  );
}
