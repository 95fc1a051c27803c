// Moves a data directory out of the way, under a name that says why. Nothing is ever deleted.
import { existsSync, renameSync } from "node:fs";
import { vaultKeyOf } from "./vault-key.ts";

/** Gives where it lies now: `<data directory>.<reason>`, numbered where that is taken. */
export function setAside(dataDirectory: string, reason: string): string {
  for (let count = 1; ; count += 1) {
    const aside = `${dataDirectory}.${reason}${count === 1 ? "" : `-${count}`}`;
    if (existsSync(aside)) continue;
    renameSync(dataDirectory, aside);
    const key = vaultKeyOf(dataDirectory);
    if (existsSync(key)) renameSync(key, vaultKeyOf(aside));
    return aside;
  }
}
