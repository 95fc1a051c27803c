// Values of options that are numbers, refused with what was expected.
import { InvalidArgumentError } from "commander";

interface Bounds {
  readonly least: number;
  readonly most?: number;
}

export function parseWhole({
  least,
  most = Number.MAX_SAFE_INTEGER,
}: Bounds): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(
      most === Number.MAX_SAFE_INTEGER
        ? `Expected a whole number, ${least} or more.`
        : `Expected a whole number from ${least} to ${most}.`,
    );
  };
}

/** 0 to 1, or a percentage. */
export function parseShare(text: string): number {
  const share = text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (/^\d*\.?\d+%?$/.test(text) && share <= 1) return share;
  throw new InvalidArgumentError("Expected a share from 0 to 1, such as 0.3 or 30%.");
}
