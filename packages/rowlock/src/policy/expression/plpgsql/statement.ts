// The statements of a PL/pgSQL body, as far as they decide what a function gives and does. SQL inside stays text.
// What is not understood stays in the list as `unread`, so that nobody takes it for harmless.

export type Statement =
  | { readonly kind: "return"; readonly value: string | null }
  | { readonly kind: "return-query"; readonly text: string }
  | {
      readonly kind: "if";
      readonly branches: readonly { readonly when: string; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: "assign"; readonly target: string; readonly value: string }
  /** A statement of SQL without its INTO; PERFORM reads as SELECT. */
  | { readonly kind: "sql"; readonly text: string; readonly into: readonly string[] }
  /** An exception: the function ends, and what it did is undone. */
  | { readonly kind: "raise" }
  /** A query whose rows a loop goes through, or null where it counts or waits. */
  | {
      readonly kind: "loop";
      readonly query: string | null;
      readonly variable: string | null;
      readonly body: readonly Statement[];
    }
  | { readonly kind: "unread"; readonly reason: string };

export interface Variable {
  readonly name: string;
  /** The expression that it starts with. */
  readonly value: string | null;
}

export interface Block {
  readonly variables: readonly Variable[];
  readonly body: readonly Statement[];
  /** What is done when something raises, by handler. */
  readonly handlers: readonly (readonly Statement[])[];
}
