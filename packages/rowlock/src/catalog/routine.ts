// Functions that can be called: their parameters, what they return, and how they behave.
import type { QualifiedName } from "./qualified-name.ts";

export interface Parameter {
  /** Empty: it has no name. */
  readonly name: string;
  readonly type: string;
  /** The type without a length, so that a value of any length gets through to the function. */
  readonly unboundedType: string;
  readonly required: boolean;
  readonly variadic: boolean;
}

export interface ReturnType {
  readonly type: QualifiedName;
  readonly composite: boolean;
  readonly setOf: boolean;
}

export type Volatility = "immutable" | "stable" | "volatile";

export interface Routine extends QualifiedName {
  readonly oid: number;
  readonly description: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly returns: ReturnType;
  readonly volatility: Volatility;
  /** Its SET clauses. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export function returnsScalar({ returns }: Routine): boolean {
  return !returns.composite && !returns.setOf;
}

export function returnsSetOfScalar({ returns }: Routine): boolean {
  return !returns.composite && returns.setOf;
}

export function returnsOneRow({ returns }: Routine): boolean {
  return returns.composite && !returns.setOf;
}

export function returnsVoid({ returns }: Routine): boolean {
  return !returns.setOf && returns.type.schema === "pg_catalog" && returns.type.name === "void";
}
