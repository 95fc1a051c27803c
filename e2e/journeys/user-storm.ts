// Many changes to many users in a short time, through the Backend API: made, changed, given addresses, deleted.
import { setTimeout as sleep } from "node:timers/promises";
import type { ClerkClient } from "@clerk/backend";

export interface UserStormOptions {
  readonly clerk: ClerkClient;
  /** How many changes. */
  readonly changes: number;
  /** How many users there are at most at a time. */
  readonly users: number;
  /** Told of each change; may end the process that is asked for them. */
  afterChange(done: number): Promise<void>;
}

/** How many at once. */
const LANES = 4;

/** Ends when so many changes were made; one that finds nobody at home does not count. */
export async function changeUsers({
  clerk,
  changes,
  users,
  afterChange,
}: UserStormOptions): Promise<void> {
  const random = createRandom(20_250_401);
  const ids: string[] = [];
  let made = 0;
  let done = 0;

  async function change(): Promise<void> {
    const index = Math.floor(random() * ids.length);
    const id = ids[index];
    const kind = random();
    if (id === undefined || (ids.length < users && kind < 0.3)) {
      made += 1;
      ids.push((await addUser(clerk, made)).id);
    } else if (kind < 0.4) {
      ids.splice(index, 1);
      await clerk.users.deleteUser(id);
    } else if (kind < 0.55) {
      const emailAddress = `second-${done}@example.com`;
      await clerk.emailAddresses.createEmailAddress({
        userId: id,
        emailAddress,
        verified: true,
        primary: true,
      });
    } else {
      await clerk.users.updateUser(id, { firstName: `Name ${done}`, lastName: `of ${made}` });
    }
  }

  async function lane(): Promise<void> {
    while (done < changes) {
      const made = await change().then(
        () => true,
        () => false,
      );
      if (made) await afterChange(++done);
      else await sleep(50);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
}

function addUser(clerk: ClerkClient, number: number) {
  return clerk.users.createUser({
    emailAddress: [`user-${number}@example.com`],
    firstName: `Name ${number}`,
    skipPasswordRequirement: true,
  });
}

/** The same numbers in each run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
