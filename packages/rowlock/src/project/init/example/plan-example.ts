// What `rowlock init --example` makes of an empty folder: the example app as an app of its own. Pure.
import type { Ports } from "../../../config/project.ts";
import type { InitStep } from "../init-step.ts";
import type { OwnSpecs } from "./own-specs.ts";

export interface PlanExampleOptions {
  readonly ports: Ports;
  readonly specs: OwnSpecs;
}

export function planExample(
  files: ReadonlyMap<string, string>,
  { ports, specs }: PlanExampleOptions,
): readonly InitStep[] {
  const changed = new Map(files);
  change(changed, "package.json", (text) => withSpecs(text, specs));
  change(changed, "supabase/config.toml", (text) =>
    withPorts(text, { api: ports.api, db: ports.database, studio: ports.studio }),
  );
  change(changed, "rowlock.toml", (text) => withPorts(text, { clerk: ports.clerk }));
  return [...changed].map(([path, content]) => ({
    kind: "file",
    path,
    what: "of the example app",
    content,
  }));
}

function change(files: Map<string, string>, path: string, by: (text: string) => string): void {
  files.set(path, by(files.get(path) ?? ""));
}

function withSpecs(text: string, specs: OwnSpecs): string {
  const manifest = JSON.parse(text);
  manifest.dependencies["@rowlock/client"] = specs.client;
  manifest.devDependencies.rowlock = specs.rowlock;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The `port` of each table of a TOML file, as the first key below its head. */
function withPorts(text: string, ports: Readonly<Record<string, number>>): string {
  return Object.entries(ports).reduce(
    (before, [table, port]) =>
      before.replace(new RegExp(`^(\\[${table}\\]\\nport = )\\d+$`, "m"), `$1${port}`),
    text,
  );
}
