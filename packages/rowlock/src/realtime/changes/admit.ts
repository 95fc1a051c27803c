// Looks at what a subscription asks for before it hears anything. A database that can't be reached is waited for.
import type { ReadRunner } from "../../database/batch/batch.ts";
import type { QueryPool } from "../../database/pool/create-query-pool.ts";
import type { ChangeBinding } from "../ports.ts";
import { checkBindings } from "./check-bindings.ts";
import { isPassing } from "./passing-errors.ts";
import { readBinding, type Wanted } from "./read-binding.ts";
import type { Subscription } from "./subscriptions.ts";

export interface AdmitOptions {
  readonly subscription: Subscription;
  readonly pool: QueryPool;
  readonly runner: (role: string) => ReadRunner;
  /** Whether nobody waits for the answer any more. */
  readonly isGone: () => boolean;
  readonly onAdmitted: () => void;
  readonly onRefused: (message: string) => void;
  readonly onError: (error: unknown) => void;
}

const PAUSE_MS = 500;

/** Never rejects, and calls back later. */
export async function admit(
  bindings: readonly ChangeBinding[],
  options: AdmitOptions,
): Promise<void> {
  const { isGone, onAdmitted, onRefused, onError } = options;
  await Promise.resolve();
  for (;;) {
    if (isGone()) return;
    try {
      const refusal = await findRefusal(bindings, options);
      if (isGone()) return;
      return refusal === undefined ? onAdmitted() : onRefused(refusal);
    } catch (error) {
      if (!isPassing(error)) {
        onError(error);
        return onRefused(
          "Unable to subscribe to changes: the database refuses to say what there is",
        );
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Undefined: nothing is at fault, and the subscription has what it asks for. @throws what checkBindings throws */
async function findRefusal(
  bindings: readonly ChangeBinding[],
  { subscription, pool, runner }: AdmitOptions,
): Promise<string | undefined> {
  const all: Wanted[] = [];
  for (const binding of bindings) {
    const read = readBinding(binding);
    if ("refusal" in read) return read.refusal;
    all.push(read.wanted);
  }
  const { role } = subscription.hearer;
  const refusal = await pool.withClient((client) =>
    checkBindings(all, { client, role, runner: runner(role) }),
  );
  if (refusal === undefined) subscription.wanted = all;
  return refusal;
}
