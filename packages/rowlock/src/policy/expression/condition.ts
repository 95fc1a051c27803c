// One condition of a policy, by what it ties the row to. The vocabulary that rules and the prover share.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { CallerValue } from "./caller-value.ts";
import type { TableReference } from "./expression.ts";

/** The columns of the subquery's own tables that it looks at. */
export type NamedColumns = readonly string[];

export type Condition =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  /** A column of the row equals something of the caller. */
  | {
      readonly kind: "binds";
      readonly column: string;
      readonly caller: CallerValue;
      /** Also true where both are NULL (`is not distinct from`). */
      readonly nullSafe: boolean;
      /** It is a part of the column's value that equals: a folder of a path, a key of JSON. */
      readonly part?: true;
    }
  /** A subquery or function ties the row to the caller through other tables. */
  | {
      readonly kind: "membership";
      readonly tables: readonly TableReference[];
      readonly columns: readonly string[];
      readonly callers: readonly CallerValue[];
      readonly named: NamedColumns;
    }
  /** A subquery ties the row to rows of other tables, and leaves the caller to their policies. */
  | {
      readonly kind: "delegates";
      readonly tables: readonly TableReference[];
      readonly columns: readonly string[];
    }
  /** Says something of the caller alone, whatever the row. */
  | { readonly kind: "caller-only"; readonly callers: readonly CallerValue[] }
  /** True for everyone with a token: `sub is not null`, `role = 'authenticated'`. */
  | { readonly kind: "signed-in" }
  /** True for callers who lack something: `sub is null`. */
  | { readonly kind: "anonymous" }
  /** Says something of the row alone, whoever the caller. */
  | {
      readonly kind: "row-only";
      readonly columns: readonly string[];
      /** The texts that it is compared with. */
      readonly values?: readonly string[];
      /** It holds for all but these values, as `<>` does; of a boolean column: for false. */
      readonly excludes?: boolean;
      /** It holds for whatever is not NULL. */
      readonly present?: boolean;
      /** Columns of other tables that a function looks at for it. */
      readonly named?: NamedColumns;
    }
  | { readonly kind: "null-row"; readonly column: string }
  | { readonly kind: "same-column"; readonly column: string }
  /** Leaves something out, and lets all else pass: `<>`, `not exists`. */
  | { readonly kind: "excludes"; readonly columns: readonly string[] }
  /** A subquery that has nothing to do with the row. */
  | {
      readonly kind: "unrelated";
      readonly tables: readonly TableReference[];
      /** Where each way through it is tied to the caller: to whom; else none. */
      readonly callers: readonly CallerValue[];
      readonly named: NamedColumns;
      /** A function was given the row, and does not look at it. */
      readonly forgets: boolean;
    }
  /** Not understood. Never taken for safe, nor for a fault. */
  | {
      readonly kind: "opaque";
      readonly reason: string;
      readonly routine?: RoutineFacts | undefined;
    };

/** Ways to pass: each is a list of conditions that must all hold; an empty list always does. */
export type Alternatives = readonly (readonly Condition[])[];
