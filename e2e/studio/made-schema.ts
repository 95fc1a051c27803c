// What a walk through the guide made in the database, as far as two walks can be held against each other.
import { callStudio } from "./studio-tab.ts";

export interface MadeSchema {
  readonly function: object;
  readonly columns: readonly object[];
  readonly rls: boolean;
  /** By name. */
  readonly policies: readonly { readonly name: string }[];
}

interface MadeColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly identity: string | null;
  readonly primaryKey: boolean;
}

interface MadeTable {
  readonly rls: boolean;
  readonly columns: readonly MadeColumn[];
  readonly policies: readonly { readonly name: string }[];
}

interface MadeFunction {
  readonly name: string;
  readonly returns: string;
  readonly language: string;
  readonly volatility: string;
  readonly definition: string;
}

export async function readMadeSchema(output: string): Promise<MadeSchema> {
  const functions = (await callStudio(output, { path: "/functions" })) as MadeFunction[];
  const made = functions.find(({ name }) => name === "requesting_user_id")!;
  const table = (await callStudio(output, { path: "/tables/public/tasks" })) as MadeTable;
  return {
    function: {
      returns: made.returns,
      language: made.language,
      volatility: made.volatility,
      definition: made.definition.trim().toLowerCase(),
    },
    rls: table.rls,
    columns: table.columns.map(
      ({ name, type, nullable, default: value, identity, primaryKey }) => ({
        name,
        type,
        nullable,
        default: value,
        identity,
        primaryKey,
      }),
    ),
    policies: table.policies,
  };
}
