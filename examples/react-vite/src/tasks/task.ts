// A row of either table, as far as a page shows it. Whose it is, the database knows by itself.

export interface Task {
  readonly id: number;
  readonly name: string;
}

/** Longer names are refused by the form. */
export const LONGEST_NAME = 200;

/** The name as it is stored, or why it can't be. */
export function parseTaskName(
  input: unknown,
): { readonly name: string } | { readonly problem: string } {
  const name = typeof input === "string" ? input.trim() : "";
  if (name === "") return { problem: "Write down what is to be done first." };
  if (name.length > LONGEST_NAME) return { problem: `Keep it under ${LONGEST_NAME} characters.` };
  return { name };
}
