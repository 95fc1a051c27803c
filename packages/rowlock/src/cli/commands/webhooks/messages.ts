// rowlock webhooks log, show and replay: what was to be delivered, each attempt, and sending it again.
import { type Command, Option } from "commander";
import type { WebhookAttemptRow } from "../../../identity/store/webhooks.ts";
import type { AskBackend } from "../../../stack/backend-api.ts";
import { type CommandIo, type ProjectOptions, projectCommand } from "../../command-io.ts";
import {
  DELIVERY_STATUSES,
  type DeliveryStatus,
  type Message,
  renderAttempts,
  renderMessages,
} from "../../output/webhook-tables.ts";
import { parseWhole } from "../../parse-option.ts";
import { MESSAGES, openWebhooks, type Page } from "./open-webhooks.ts";

interface LogOptions extends ProjectOptions {
  readonly status?: DeliveryStatus;
  readonly type?: string;
  readonly limit: number;
}

export function logCommand(io: CommandIo): Command {
  return projectCommand("log", "list what was to be delivered, the newest first")
    .addOption(new Option("--status <status>", "only such").choices(DELIVERY_STATUSES))
    .option("--type <event>", "only such events, as user.updated")
    .option("--limit <n>", "so many at most", parseWhole({ least: 1, most: 500 }), 20)
    .action(async (options: LogOptions) => {
      const { output, work } = await openWebhooks(io, options, { reads: true });
      const { limit, status, type } = options;
      const query = new URLSearchParams({ limit: `${limit}` });
      if (status !== undefined) query.set("status", status);
      if (type !== undefined) query.set("type", type);
      const { data } = await work((ask) => ask<Page<Message>>(["GET", `${MESSAGES}?${query}`]));
      if (output.isJson) return output.json(data);
      if (data.length === 0) return output.note("There is nothing");
      for (const line of renderMessages(data)) output.line(line);
    });
}

export function showCommand(io: CommandIo): Command {
  return projectCommand("show", "show one message: each attempt, and what was sent")
    .argument("<message>", "its id, msg_...")
    .action(async (id: string, options: ProjectOptions) => {
      const { output, work } = await openWebhooks(io, options, { reads: true });
      const message = await work((ask) =>
        ask<Message & { readonly attempts: readonly WebhookAttemptRow[] }>([
          "GET",
          `${MESSAGES}/${encodeURIComponent(id)}`,
        ]),
      );
      if (output.isJson) return output.json(message);
      for (const line of renderAttempts(message.attempts)) output.line(line);
      output.line();
      output.line(JSON.stringify(message.payload, null, 2));
    });
}

interface ReplayOptions extends ProjectOptions {
  readonly failed?: boolean;
  readonly pending?: boolean;
}

export function replayCommand(io: CommandIo): Command {
  return projectCommand("replay", "send messages again, now")
    .argument("[message...]", "their ids, msg_...")
    .option("--failed", "all that no attempt delivered")
    .option("--pending", "all that wait for their next attempt")
    .action(async (named: string[], options: ReplayOptions, command: Command) => {
      if (named.length === 0 && !options.failed && !options.pending) {
        command.error("error: name a message, or say --failed or --pending");
      }
      const { output, work } = await openWebhooks(io, options);
      const replayed = await work(async (ask) => {
        const failed = options.failed ? await allWith(ask, "failed") : [];
        const pending = options.pending ? await allWith(ask, "pending") : [];
        const ids = [...new Set([...named, ...failed, ...pending])];
        for (const id of ids) {
          await ask(["POST", `${MESSAGES}/${encodeURIComponent(id)}/replay`], {});
        }
        return ids;
      });
      if (output.isJson) return output.json({ replayed });
      output.done(
        `${replayed.length} ${replayed.length === 1 ? "message" : "messages"} sent again`,
      );
    });
}

const PAGE = 500;

async function allWith(ask: AskBackend, status: DeliveryStatus): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const query = `limit=${PAGE}&offset=${ids.length}&status=${status}`;
    const { data } = await ask<Page<Message>>(["GET", `${MESSAGES}?${query}`]);
    ids.push(...data.map(({ id }) => id));
    if (data.length < PAGE) return ids;
  }
}
