// One bench at a time in a checkout: two would build into one folder, and measure each other.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** Holds until the process ends. @throws Error when another process holds it */
export function claimCheckout(path) {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      process.once("exit", () => rmSync(path, { force: true }));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(path, "utf8"));
    if (isAlive(holder)) throw new Error(`Another bench runs in this checkout (process ${holder})`);
    rmSync(path, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
