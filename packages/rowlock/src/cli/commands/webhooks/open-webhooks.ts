// What the subcommands of `rowlock webhooks` share: the Backend API of the project, and the endpoint that is meant.
import { resolve } from "node:path";
import { rowlockError } from "../../../errors/registry.ts";
import { openProject } from "../../../project/open-project.ts";
import { type AskBackend, withBackendApi } from "../../../stack/backend-api.ts";
import type { WithDatabasesOptions } from "../../../stack/with-databases.ts";
import { type CommandIo, outputOf, type ProjectOptions } from "../../command-io.ts";
import type { Output } from "../../output/output.ts";
import type { Endpoint } from "../../output/webhook-tables.ts";

export const ENDPOINTS = "/rowlock/webhook_endpoints";
export const MESSAGES = "/rowlock/webhook_messages";

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly total_count: number;
}

export interface OpenedWebhooks {
  readonly output: Output;
  /** Works on a running stack or on the project's own databases. */
  work<T>(task: (ask: AskBackend) => Promise<T>): Promise<T>;
}

export async function openWebhooks(
  io: CommandIo,
  options: ProjectOptions,
  { reads }: Pick<WithDatabasesOptions, "reads"> = {},
): Promise<OpenedWebhooks> {
  const output = outputOf(io, options);
  const opened = await openProject({
    directory: resolve(io.cwd, options.dir),
    env: io.env,
    portBase: options.portBase,
  });
  return { output, work: (task) => withBackendApi({ opened, onNotice: output.warn, reads }, task) };
}

/** What an endpoint's argument says in the help. */
export const ENDPOINT = "its id or address, when there are several";

/** @throws WEBHOOK_ENDPOINT_UNCLEAR */
export async function findEndpoint(ask: AskBackend, named: string | undefined): Promise<Endpoint> {
  const { data } = await ask<Page<Endpoint>>(["GET", ENDPOINTS]);
  const found = data.filter(({ id, url }) => named === undefined || id === named || url === named);
  const [endpoint, ...others] = found;
  if (endpoint !== undefined && others.length === 0) return endpoint;
  if (data.length === 0) {
    throw rowlockError("WEBHOOK_ENDPOINT_UNCLEAR", {
      message: "There is no webhook endpoint",
      hint: "Declare one in rowlock.toml: [[clerk.webhooks]]",
    });
  }
  throw rowlockError("WEBHOOK_ENDPOINT_UNCLEAR", {
    message:
      named === undefined
        ? `There are ${data.length} webhook endpoints: which one is meant must be said`
        : `There is no webhook endpoint ${named}`,
    hint: "Name one by its id or address: rowlock webhooks list",
  });
}
