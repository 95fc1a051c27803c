// rowlock webhooks: what is told to the app's handler of webhooks, and to test that handler.
import type { Command } from "commander";
import { type CommandIo, groupOnProject } from "../command-io.ts";
import { listCommand, secretCommand } from "./webhooks/endpoints.ts";
import { faultsCommand } from "./webhooks/faults.ts";
import { logCommand, replayCommand, showCommand } from "./webhooks/messages.ts";

export function webhooksCommand(command: Command, io: CommandIo): void {
  groupOnProject(command)
    .addCommand(listCommand(io), { isDefault: true })
    .addCommand(logCommand(io))
    .addCommand(showCommand(io))
    .addCommand(replayCommand(io))
    .addCommand(faultsCommand(io))
    .addCommand(secretCommand(io));
}
