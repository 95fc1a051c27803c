// Clerk's components in the colours of this app. They are CSS variables, so light and dark come by themselves.
import type { ClerkProvider } from "@clerk/nextjs";
import type { ComponentProps } from "react";

type Appearance = NonNullable<ComponentProps<typeof ClerkProvider>["appearance"]>;

export const clerkAppearance: Appearance = {
  variables: {
    colorPrimary: "var(--accent)",
    colorPrimaryForeground: "var(--on-accent)",
    colorBackground: "var(--surface)",
    colorForeground: "var(--ink)",
    colorMutedForeground: "var(--ink-soft)",
    colorMuted: "var(--surface-sunk)",
    colorInput: "var(--field)",
    colorInputForeground: "var(--ink)",
    colorNeutral: "var(--ink)",
    colorBorder: "var(--ink)",
    colorDanger: "var(--danger)",
    colorRing: "var(--accent)",
    fontFamily: "inherit",
    borderRadius: "0.6rem",
  },
};
