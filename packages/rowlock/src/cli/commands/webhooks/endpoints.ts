// rowlock webhooks list and secret: where events go, how that went, and with what they are signed.
import type { Command } from "commander";
import type { AskBackend } from "../../../stack/backend-api.ts";
import { type CommandIo, type ProjectOptions, projectCommand } from "../../command-io.ts";
import {
  DELIVERY_STATUSES,
  type DeliveryStatus,
  describeFaults,
  type Endpoint,
  type Message,
  renderEndpoints,
} from "../../output/webhook-tables.ts";
import {
  ENDPOINT,
  ENDPOINTS,
  findEndpoint,
  MESSAGES,
  openWebhooks,
  type Page,
} from "./open-webhooks.ts";

export function listCommand(io: CommandIo): Command {
  return projectCommand("list", "list the endpoints").action(async (options: ProjectOptions) => {
    const { output, work } = await openWebhooks(io, options, { reads: true });
    const endpoints = await work(async (ask) => {
      const { data } = await ask<Page<Endpoint>>(["GET", ENDPOINTS]);
      return Promise.all(
        data.map(async (endpoint) => ({ ...endpoint, counts: await count(ask, endpoint.id) })),
      );
    });
    if (output.isJson) return output.json(endpoints);
    if (endpoints.length === 0) {
      return output.note("There is no endpoint: add [[clerk.webhooks]] to rowlock.toml");
    }
    for (const line of renderEndpoints(endpoints)) output.line(line);
    for (const { url, faults } of endpoints) {
      const misbehaviour = describeFaults(faults);
      if (misbehaviour !== undefined) output.warn(`On purpose, ${url}: ${misbehaviour}`);
    }
  });
}

async function count(ask: AskBackend, id: string): Promise<Record<DeliveryStatus, number>> {
  const totals = await Promise.all(
    DELIVERY_STATUSES.map((status) =>
      ask<Page<Message>>(["GET", `${MESSAGES}?limit=1&endpoint_id=${id}&status=${status}`]),
    ),
  );
  const [pending = 0, delivered = 0, failed = 0] = totals.map(({ total_count }) => total_count);
  return { pending, delivered, failed };
}

export function secretCommand(io: CommandIo): Command {
  return projectCommand("secret", "print the signing secret, CLERK_WEBHOOK_SIGNING_SECRET")
    .argument("[endpoint]", ENDPOINT)
    .action(async (named: string | undefined, options: ProjectOptions) => {
      const { output, work } = await openWebhooks(io, options, { reads: true });
      const answer = await work(async (ask) => {
        const { id } = await findEndpoint(ask, named);
        return ask<{ readonly signing_secret: string }>(["GET", `${ENDPOINTS}/${id}/secret`]);
      });
      if (output.isJson) output.json(answer);
      else output.line(answer.signing_secret);
    });
}
