/** What others may import, as the manifest's `exports` name it: the built file's name, and its source. */
export const EXPORTS: Readonly<Record<string, string>> = Object.fromEntries(
  ["config", "data-api", "policy"].map((name) => [`exports/${name}`, `src/exports/${name}.ts`]),
);
