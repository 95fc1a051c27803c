// Prints how much of each room the quick tests run, the least first, from coverage/coverage-summary.json.
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const summary = JSON.parse(readFileSync("coverage/coverage-summary.json", "utf8"));
const rooms = new Map();
for (const [path, { statements }] of Object.entries(summary)) {
  if (path === "total") continue;
  const [, room] = /^(packages\/rowlock\/src\/[^/]+|[^/]+\/[^/]+)/.exec(relative(".", path)) ?? [];
  const counted = rooms.get(room) ?? { covered: 0, total: 0 };
  counted.covered += statements.covered;
  counted.total += statements.total;
  rooms.set(room, counted);
}
const rows = [...rooms]
  .map(([room, { covered, total }]) => ({
    room,
    total,
    share: total === 0 ? 100 : (100 * covered) / total,
  }))
  .sort((a, b) => a.share - b.share);
console.log(
  "Statements that the quick tests run, by room (processes that they start are not seen):",
);
for (const { room, total, share } of rows) {
  console.log(`${share.toFixed(1).padStart(6)} %  of ${String(total).padStart(5)}  ${room}`);
}
