// One thing that `rowlock init` does. None of them replaces or removes anything that is there.

/** Paths are relative to the project. */
export type InitStep =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly what: string;
      readonly content: string;
    }
  | { readonly kind: "folder"; readonly path: string; readonly what: string }
  | {
      readonly kind: "lines";
      readonly path: string;
      readonly what: string;
      readonly lines: readonly string[];
    }
  | {
      readonly kind: "scripts";
      readonly path: string;
      readonly what: string;
      readonly scripts: Readonly<Record<string, string>>;
    }
  | { readonly kind: "old grants"; readonly path: string; readonly what: string }
  | { readonly kind: "environment"; readonly path: string; readonly what: string };
