// The one question of `rowlock init`: whether what was listed shall be added.
import { rowlockError } from "../../../errors/registry.ts";
import type { CommandIo } from "../../command-io.ts";
import { confirm } from "../../output/confirm.ts";
import type { Output } from "../../output/output.ts";

/** @throws INIT_UNCONFIRMED where there is nobody to ask */
export async function isConfirmed(io: CommandIo, output: Output): Promise<boolean> {
  if (io.stdin.isTTY !== true || output.isJson) {
    throw rowlockError("INIT_UNCONFIRMED", {
      message: "Nothing was added: init asks before it adds files, and there is nobody to ask",
      hint: "Add --yes; --dry-run lists what it would add",
    });
  }
  return confirm("Add them?", { input: io.stdin, output: io.stdout, signal: io.signal });
}
