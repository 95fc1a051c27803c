// Replaces a key of a project: asked of the stack when one runs, which then signs and verifies with the new one before
// it answers; else in the state folder.
import { rowlockError } from "../../errors/registry.ts";
import { type Rotation, rotate } from "../../project/keys/rotation.ts";
import type { OpenedProject } from "../../project/open-project.ts";
import { createProjectState } from "../../project/project-state.ts";
import { ROTATE_PATH } from "./control-handler.ts";

export interface RotateKeyOptions {
  readonly opened: OpenedProject;
  readonly rotation: Rotation;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** @throws STACK_UNWILLING, STATE_UNWRITABLE; then the old key is in force */
export async function rotateKey(options: RotateKeyOptions): Promise<void> {
  const { opened, rotation, now } = options;
  if (opened.running !== undefined) return askStack(options);
  await rotate(createProjectState(opened, { now, onNotice: () => {} }), rotation);
}

async function askStack({ opened, rotation, fetch }: RotateKeyOptions): Promise<void> {
  const response = await fetch(`${opened.addresses.clerkIssuer}${ROTATE_PATH}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${opened.keys.clerkSecretKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(rotation),
  }).catch((cause: unknown) => {
    throw unwilling("It did not answer", cause);
  });
  if (response.ok) return;
  const { message } = (await response.json().catch(() => ({}))) as { readonly message?: string };
  throw unwilling(message ?? `It answered ${response.status}`);
}

function unwilling(reason: string, cause?: unknown) {
  return rowlockError("STACK_UNWILLING", {
    message: `The stack that runs in this folder did not do what it was asked: ${reason}`,
    hint: "When it is still starting, try again; else end it with Ctrl-C and try again without it",
    cause,
  });
}
