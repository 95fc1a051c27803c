// Clerk’s components in the colours of this app. They are CSS variables, so light and dark come by themselves;
// they have a prefix, because Clerk sets some of its own on its elements.
import type { ClerkProvider } from "@clerk/react";
import type { ComponentProps } from "react";

type Appearance = NonNullable<ComponentProps<typeof ClerkProvider>["appearance"]>;

export const clerkAppearance: Appearance = {
  variables: {
    colorPrimary: "var(--app-accent)",
    colorPrimaryForeground: "var(--app-on-accent)",
    colorBackground: "var(--app-surface)",
    colorForeground: "var(--app-ink)",
    colorMutedForeground: "var(--app-ink-soft)",
    colorMuted: "var(--app-surface-sunk)",
    colorInput: "var(--app-field)",
    colorInputForeground: "var(--app-ink)",
    colorNeutral: "var(--app-ink)",
    colorBorder: "var(--app-ink)",
    colorDanger: "var(--app-danger)",
    colorRing: "var(--app-accent)",
    fontFamily: "inherit",
    borderRadius: "0.6rem",
  },
};
