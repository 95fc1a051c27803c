// rowlock webhooks faults: switches that make deliveries misbehave, to see that a handler stands it.
import type { Command } from "commander";
import type { WebhookFaults } from "../../../identity/store/webhooks.ts";
import { type CommandIo, type ProjectOptions, projectCommand } from "../../command-io.ts";
import { describeFaults, type Endpoint } from "../../output/webhook-tables.ts";
import { parseShare, parseWhole } from "../../parse-option.ts";
import { ENDPOINT, ENDPOINTS, findEndpoint, openWebhooks } from "./open-webhooks.ts";

interface FaultOptions extends ProjectOptions {
  readonly fail?: number;
  readonly loseAnswer?: number;
  readonly duplicate?: number;
  readonly reorder?: number;
  readonly reorderMs?: number;
  readonly delayMs?: number;
  readonly off?: boolean;
}

export function faultsCommand(io: CommandIo): Command {
  const wait = parseWhole({ least: 0, most: 600_000 });
  return projectCommand(
    "faults",
    "make deliveries misbehave, to test a handler; without options: say how",
  )
    .argument("[endpoint]", ENDPOINT)
    .option("--fail <share>", "not sent: 0 to 1, or 30%", parseShare)
    .option("--lose-answer <share>", "sent, but counted as failed and sent again", parseShare)
    .option("--duplicate <share>", "sent twice", parseShare)
    .option("--reorder <share>", "held back, so that later ones overtake it", parseShare)
    .option("--reorder-ms <n>", "held back for so long at most", wait)
    .option("--delay-ms <n>", "each waits so long", wait)
    .option("--off", "as it should be again")
    .action(async (named: string | undefined, options: FaultOptions) => {
      const { output, work } = await openWebhooks(io, options);
      const change = faultsOf(options);
      const endpoint = await work(async (ask) => {
        const found = await findEndpoint(ask, named);
        if (!options.off && Object.keys(change).length === 0) return found;
        const faults = options.off ? change : { ...found.faults, ...change };
        return ask<Endpoint>(["PATCH", `${ENDPOINTS}/${found.id}`], { faults });
      });
      if (output.isJson) return output.json({ id: endpoint.id, faults: endpoint.faults });
      const misbehaviour = describeFaults(endpoint.faults);
      if (misbehaviour === undefined) output.done(`${endpoint.url} gets what it should`);
      else output.warn(`On purpose, ${endpoint.url}: ${misbehaviour}`);
    });
}

function faultsOf(options: FaultOptions): WebhookFaults {
  const all = {
    fail: options.fail,
    lose_answer: options.loseAnswer,
    duplicate: options.duplicate,
    reorder: options.reorder,
    reorder_ms: options.reorderMs,
    delay_ms: options.delayMs,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
