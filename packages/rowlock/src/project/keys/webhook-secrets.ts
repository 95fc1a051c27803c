// The signing secrets of the webhooks that rowlock.toml declares without one: made at first sight, kept by address in
// .rowlock/webhooks.json, so that an app's environment names them before and without the identity service.
import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { DeclaredWebhook } from "../../config/rowlock-config.ts";
import { newSigningSecret } from "../../identity/webhooks/sign-message.ts";
import type { StateDirectory } from "../state/state-directory.ts";

const FILE = "webhooks.json";

const secretsSchema = z.record(z.string(), z.string().startsWith("whsec_"));

export interface SignedWebhook extends DeclaredWebhook {
  readonly signing_secret: string;
}

/** The declared webhooks, each with its secret. @throws STATE_DAMAGED, STATE_UNWRITABLE */
export async function withSigningSecrets(
  state: StateDirectory,
  webhooks: readonly DeclaredWebhook[],
): Promise<readonly SignedWebhook[]> {
  const bare = webhooks.filter(({ signing_secret }) => signing_secret === undefined);
  const kept = bare.length === 0 ? {} : ((await state.read(FILE, secretsSchema)) ?? {});
  const made = bare
    .filter(({ url }) => kept[url] === undefined)
    .map(({ url }) => [url, newSigningSecret(randomBytes)] as const);
  const secrets: Readonly<Record<string, string>> = { ...kept, ...Object.fromEntries(made) };
  if (made.length > 0) await state.write(FILE, secrets);
  return webhooks.map((webhook) => ({
    ...webhook,
    signing_secret: webhook.signing_secret ?? secrets[webhook.url] ?? "",
  }));
}
