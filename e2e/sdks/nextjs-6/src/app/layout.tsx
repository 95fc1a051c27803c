import { ClerkProvider } from "@clerk/nextjs";
import type { ReactNode } from "react";
import { Account } from "./account.tsx";

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <ClerkProvider>
      <html lang="en">
        <body>
          <Account />
          {children}
        </body>
      </html>
    </ClerkProvider>
  );
}
