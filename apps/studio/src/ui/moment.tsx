// A point in time: how long ago, with the exact moment at hand.

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Number.POSITIVE_INFINITY],
] as const;

/** `at` in milliseconds since 1970. */
export function Moment({ at }: { readonly at: number }) {
  const exact = FORMAT.format(at);
  return (
    <time dateTime={new Date(at).toISOString()} title={exact} className="whitespace-nowrap">
      {ago(at - Date.now())}
    </time>
  );
}

function ago(milliseconds: number): string {
  let value = milliseconds / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return AGO.format(Math.round(value), unit);
    value /= size;
  }
  return "";
}

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

export function clockTime(at: number): string {
  return CLOCK.format(at);
}
