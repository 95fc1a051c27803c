// Who looks in the self-check: the first people there are, a stranger, and the service role, each as an app would be.
import type { AppKeys } from "../../project/environment/environment.ts";
import type { Actor } from "./self-check.ts";

export interface Person {
  readonly id: string;
  readonly label: string;
}

/** How many people look. */
const MOST = 3;

export interface CheckActorsOptions {
  readonly people: readonly Person[];
  readonly keys: AppKeys;
  /** A session token, or a template's, of a person. */
  mint(userId: string): Promise<string>;
}

export async function checkActors({ people, keys, mint }: CheckActorsOptions): Promise<Actor[]> {
  const known = people
    .slice(0, MOST)
    .map(async ({ id, label }) => ({ name: label, token: await mint(id) }));
  return [
    ...(await Promise.all(known)),
    { name: "a stranger", token: undefined },
    { name: "service_role", token: keys.serviceRoleKey },
  ];
}
