// The time as Apache's and PostgREST's logs write it: `23/Nov/2026:18:05:09 +0100`, in the machine's own zone.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @param at milliseconds since 1970 */
export function logTime(at: number): string {
  const date = new Date(at);
  const day = [two(date.getDate()), MONTHS[date.getMonth()], date.getFullYear()].join("/");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day}:${time} ${zone(-date.getTimezoneOffset())}`;
}

function zone(minutesEast: number): string {
  const minutes = Math.abs(minutesEast);
  return `${minutesEast < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}
