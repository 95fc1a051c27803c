// docs/guide.md as data, for the tests that run what it says: its fenced blocks, each with the section it stands in.
// A block's first line is ```language title: the title is a file's path, or says what the block is.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const GUIDE_PATH = join(import.meta.dirname, "guide.md");

export interface GuideBlock {
  readonly language: string;
  /** Empty where there is none. */
  readonly title: string;
  readonly section: string;
  readonly code: string;
}

const FENCE = /^```(\w+)(?: (.+))?\n([\s\S]*?)^```$/gm;

export function readGuide(): string {
  return readFileSync(GUIDE_PATH, "utf8");
}

export function readGuideBlocks(guide = readGuide()): readonly GuideBlock[] {
  return [...guide.matchAll(FENCE)].map((match) => {
    const [, language = "", title = "", code = ""] = match;
    const before = guide.slice(0, match.index);
    return {
      language,
      title,
      code,
      section:
        before
          .match(/^## .+$/gm)
          ?.at(-1)
          ?.slice(3) ?? "",
    };
  });
}
