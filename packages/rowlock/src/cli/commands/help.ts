// rowlock help: what a command takes, or what an error's code means and what to do.
import type { Command } from "commander";
import { ERRORS, rowlockError } from "../../errors/registry.ts";
import { type CommandIo, outputOf } from "../command-io.ts";

export function helpCommand(command: Command, io: CommandIo): void {
  command
    .argument("[name]", "a command, or a code such as PORT_TAKEN")
    .action((name: string | undefined, _options: object, help: Command) => {
      const program = help.parent ?? help;
      const command = program.commands.find((one) => one.name() === name);
      if (name === undefined || command !== undefined) (command ?? program).help();
      else explainCode(name, io);
    });
}

function explainCode(name: string, io: CommandIo): void {
  const code = name.toUpperCase();
  const entry = Object.entries(ERRORS).find(([known]) => known === code)?.[1];
  if (entry === undefined) {
    throw rowlockError("USAGE", {
      message: `There is neither a command nor an error ${name}`,
      hint: "rowlock help lists the commands; the code of an error stands in its last line",
    });
  }
  const output = outputOf(io, {});
  output.line(output.style("bold", code));
  output.line(`  ${entry.meaning}`);
  output.line(`  ${output.style("cyan", "→")} ${entry.remedy}`);
}
