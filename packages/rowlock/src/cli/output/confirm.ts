// Asks a plain yes or no on a terminal. Enter means yes; the end of the input and Ctrl-C mean no.
import { createInterface } from "node:readline";

export interface ConfirmOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

export function confirm(
  question: string,
  { input, output, signal }: ConfirmOptions,
): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    const answer = (yes: boolean) => {
      resolve(yes);
      lines.close();
    };
    lines.on("SIGINT", () => answer(false));
    lines.on("close", () => resolve(false));
    signal.addEventListener("abort", () => answer(false), { once: true });
    const ask = () => {
      lines.question(`${question} [Y/n] `, (text) => {
        if (/^\s*(y|yes)?\s*$/i.test(text)) answer(true);
        else if (/^\s*(n|no)\s*$/i.test(text)) answer(false);
        else ask();
      });
    };
    ask();
  });
}
