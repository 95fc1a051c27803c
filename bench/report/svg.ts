// A run as a picture: for each request, at the most connections, a bar for each contender; on the left requests a second,
// on the right processor time a request, the server's and the database's. It is readable in light and in dark.
import type { BenchResult, Cell } from "../results.ts";

const WIDTH = 960;
const PANEL = 330;
const LABEL = 150;
const BAR = 14;
const GAP = 5;
const GROUP_HEAD = 34;
const TOP = 76;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2430; }
  .title { font-size: 18px; font-weight: 600; }
  .head { font-weight: 600; }
  .soft { fill: #5b6472; }
  .page { fill: #ffffff; }
  .bar { fill: #9aa5b8; } .own { fill: #2f6fdb; } .database { fill: #d9a441; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e7eaf0; } .soft { fill: #9aa3b2; } .page { fill: #14171d; }
    .bar { fill: #67718a; } .own { fill: #5b94f5; } .database { fill: #c8923a; }
  }`;

export function renderSvg({ cells, subjects }: BenchResult): string {
  const connections = Math.max(...cells.map((cell) => cell.connections));
  const shown = cells.filter((cell) => cell.connections === connections);
  const titles = new Map(subjects.map(({ name, title }) => [name, title]));
  let y = TOP;
  const parts: string[] = [];
  for (const group of groupsOf(shown)) {
    const [first] = group;
    if (first === undefined) continue;
    const most = Math.max(...group.map(({ median }) => median.rate));
    const longest = Math.max(...group.map(({ median }) => costOf(median)));
    parts.push(text(24, y + 18, `${first.title} (${first.algorithm})`, "head"));
    y += GROUP_HEAD;
    for (const cell of group) {
      parts.push(
        ...rowOf(cell, { y, most, longest, title: titles.get(cell.subject) ?? cell.subject }),
      );
      y += BAR + GAP;
    }
    y += GAP * 2;
  }
  const height = y + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Requests a second and processor time a request">
<style>${STYLE}</style>
<rect class="page" width="${WIDTH}" height="${height}"/>
${text(24, 34, `One request under row level security, ${connections} connections`, "title")}
${text(24 + LABEL, 60, "requests a second", "soft")}
${text(24 + LABEL + PANEL + 60, 60, "processor time a request, µs: server, then database", "soft")}
${parts.join("\n")}
</svg>
`;
}

interface RowPlace {
  readonly y: number;
  readonly most: number;
  readonly longest: number;
  readonly title: string;
}

function rowOf(
  { median, subject }: Cell,
  { y, most, longest, title }: RowPlace,
): readonly string[] {
  const left = 24 + LABEL;
  const right = left + PANEL + 60;
  const own = subject === "rowlock" ? "own" : "bar";
  const baseline = y + BAR - 3;
  const rate = (median.rate / most) * (PANEL - 60);
  const server = (median.serverCpu / longest) * (PANEL - 60);
  const database = (median.databaseCpu / longest) * (PANEL - 60);
  return [
    text(24, baseline, title),
    bar(left, y, rate, own),
    text(left + rate + 6, baseline, Math.round(median.rate).toLocaleString("en"), "soft"),
    bar(right, y, server, own),
    bar(right + server, y, database, "database"),
    text(
      right + server + database + 6,
      baseline,
      `${Math.round(median.serverCpu)} + ${Math.round(median.databaseCpu)}`,
      "soft",
    ),
  ];
}

function costOf({ serverCpu, databaseCpu }: Cell["median"]): number {
  return serverCpu + databaseCpu;
}

function groupsOf(cells: readonly Cell[]): readonly (readonly Cell[])[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.request} ${cell.algorithm}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}

function bar(x: number, y: number, width: number, kind: string): string {
  return `<rect class="${kind}" x="${x.toFixed(1)}" y="${y}" width="${Math.max(1, width).toFixed(1)}" height="${BAR}" rx="2"/>`;
}

function text(x: number, y: number, content: string, kind = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${kind}">${escaped}</text>`;
}
