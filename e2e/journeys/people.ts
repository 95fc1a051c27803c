// Who takes part: two seeded users of the example (rowlock.toml), and one who comes new.

export interface Person {
  readonly email: string;
  readonly password: string;
  /** In E.164, of somebody who has one. */
  readonly phone?: string;
}

export const ADA: Person = { email: "ada@example.com", password: "correct-horse-ada" };
export const GRACE: Person = { email: "grace@example.com", password: "correct-horse-grace" };

/** An address with +clerk_test gets no mail: its code is always the same. */
export const LIN: Person = { email: "lin+clerk_test@example.com", password: "correct-horse-lin" };
export const TEST_CODE = "424242";
export const WRONG_CODE = "000000";

/** Somebody new, whose mail codes are known. */
export function newcomer(name: string): Person {
  return { email: `${name}+clerk_test@example.com`, password: `correct-horse-${name}` };
}
