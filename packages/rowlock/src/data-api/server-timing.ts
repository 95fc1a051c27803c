// How long each stage of a request took, for the Server-Timing header.

export type Stage = "jwt" | "parse" | "plan" | "transaction" | "response";

export interface Stopwatch {
  /** Ends a stage, which began where the one before it ended. */
  readonly lap: (stage: Stage) => void;
  /** The header's value, in milliseconds. */
  readonly text: () => string;
}

/** @param now in milliseconds */
export function startStopwatch(now: () => number): Stopwatch {
  const laps: string[] = [];
  let last = now();
  return {
    lap(stage) {
      const at = now();
      laps.push(`${stage};dur=${(at - last).toFixed(1)}`);
      last = at;
    },
    text: () => laps.join(", "),
  };
}
