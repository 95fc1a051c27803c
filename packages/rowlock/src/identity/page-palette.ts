// The colours and the type of the pages that the service shows itself: the account portal, and the page of its provider of
// social sign-in. Each pair has a contrast of 4.5 to 1 at least, by day and by night.
export const PAGE_PALETTE = `:root {
  color-scheme: light dark;
  --portal-page: light-dark(#f4f5f6, #16181b);
  --portal-surface: light-dark(#ffffff, #202327);
  --portal-sunk: light-dark(#f4f5f6, #1a1d20);
  --portal-field: light-dark(#ffffff, #181b1e);
  --portal-ink: light-dark(#1b1f23, #eceef0);
  --portal-ink-soft: light-dark(#5b636b, #a3abb3);
  --portal-accent: light-dark(#1b4965, #8ec5e3);
  --portal-on-accent: light-dark(#ffffff, #0c1e2a);
  font-family: system-ui, sans-serif;
}
`;
