import { readFileSync } from "node:fs";
import { rowlockError } from "../../errors/registry.ts";

/** A settings file, or what stands in a file that a setting names with `@`. @throws CONFIG_INVALID, with the path */
export function readSettingFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw rowlockError("CONFIG_INVALID", {
      message: `The file ${path}, which the settings name, can't be read`,
      details: (error as NodeJS.ErrnoException).code,
    });
  }
}
