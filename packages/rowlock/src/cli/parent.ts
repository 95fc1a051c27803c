// Notices that the package manager which started this process is gone: `npm start` passes SIGTERM on to its shell alone,
// which ends without a word to what it runs.
import type { CommandIo } from "./command-io.ts";

const POLL_MS = 250;

/** A lone & puts what stands before it in the background, where it is meant to outlive the script. */
const IN_BACKGROUND = /(^|[^&])&([^&]|$)|\b(nohup|setsid|disown)\b/;

/** True when this process is what a script of package.json runs in the foreground, so that it ends with the script. */
export function endsWithParent(env: CommandIo["env"]): boolean {
  const script = env.npm_lifecycle_script ?? "";
  return /\browlock\b/.test(script) && !IN_BACKGROUND.test(script);
}

/** Calls back once when the parent has ended. */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, POLL_MS);
  timer.unref();
}
