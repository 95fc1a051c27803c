const { existsSync } = require("node:fs");
const { join } = require("node:path");
const doors = require("./.dependency-cruiser-doors.cjs");

// The rooms of packages/rowlock/src, from the ground up. Each may import itself and the rooms named for it, nothing else.
const rooms = {
  cache: [],
  errors: [],
  processes: ["errors"],
  files: ["errors"],
  sql: ["errors"],
  config: ["errors"],
  tokens: ["cache", "errors", "sql", "config"],
  catalog: ["errors", "sql"],
  database: ["errors", "processes", "files", "sql", "config", "tokens", "catalog"],
  http: ["errors", "processes", "sql", "config", "tokens", "database"],
  "data-api": ["cache", "errors", "sql", "config", "tokens", "database", "catalog", "http"],
  identity: ["errors", "sql", "config", "tokens", "database", "catalog", "http"],
  storage: ["errors", "sql", "tokens", "database", "http"],
  realtime: ["cache", "errors", "sql", "tokens", "database", "catalog", "http"],
  background: ["errors", "sql", "config", "tokens", "database"],
  policy: ["errors", "sql", "config", "tokens", "database", "catalog", "http"],
  gateway: [
    "errors",
    "sql",
    "config",
    "tokens",
    "database",
    "catalog",
    "http",
    "data-api",
    "identity",
    "policy",
  ],
  studio: [
    "errors",
    "files",
    "sql",
    "config",
    "tokens",
    "database",
    "catalog",
    "http",
    "data-api",
    "identity",
    "policy",
  ],
};
rooms.hosted = ["errors"];
rooms.project = [
  "errors",
  "hosted",
  "processes",
  "files",
  "sql",
  "config",
  "tokens",
  "database",
  "catalog",
  "http",
  "identity",
  "gateway",
];
// The composition: each of these may import all that stand above it.
for (const room of ["stack", "policy-commands", "serve", "cli", "exports"])
  rooms[room] = Object.keys(rooms);
rooms.serve = rooms.stack.concat("stack");

const src = "^packages/rowlock/src";
const tests = "\\.test\\.tsx?$";

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: "error",
  comment: `${room}/ may import ${allowed.join(", ") || "no other room"}`,
  from: { path: `${src}/${room}/`, pathNot: tests },
  to: { path: `${src}/`, pathNot: `${src}/(${[room, ...allowed].join("|")})/` },
}));

// From outside a room only its doors are seen.
const doorRules = Object.entries(doors).map(([room, byFolder]) => {
  const files = Object.entries(byFolder).flatMap(([folder, names]) =>
    names.split(" ").map((name) => join(folder, `${name}.ts`)),
  );
  const gone = files.filter(
    (file) => !existsSync(join(__dirname, "packages/rowlock/src", room, file)),
  );
  if (gone.length > 0) throw new Error(`No such door of ${room}/: ${gone.join(", ")}`);
  return {
    name: `door-${room}`,
    severity: "error",
    comment: `From outside ${room}/ only its doors may be imported: .dependency-cruiser-doors.cjs lists them`,
    from: { path: `${src}/`, pathNot: [`${src}/${room}/`, tests, `${src}/[^/]+/test/`] },
    to: {
      path: `${src}/${room}/`,
      pathNot: `${src}/${room}/(${files.join("|").replaceAll(".", "\\.")})$`,
    },
  };
});

// In data-api a stage knows only the stages before it, and only execute/ speaks to the database.
const stages = ["request", "plan", "render", "execute", "respond"];
const stageRules = stages.map((stage, index) => ({
  name: `data-api-stage-${stage}`,
  severity: "error",
  comment: `data-api/${stage}/ may not import a later stage`,
  from: { path: `${src}/data-api/${stage}/`, pathNot: tests },
  to: { path: `${src}/data-api/(${[...stages.slice(index + 1), "handler"].join("|")})(/|\\.ts$)` },
}));

// In storage too: request, rights and bytes know nothing of each other's later stages, and actions go through them all.
const storageStages = ["request", "images", "rights", "bytes", "resumable", "answer", "actions"];
const storageRules = storageStages.map((stage, index) => ({
  name: `storage-stage-${stage}`,
  severity: "error",
  comment: `storage/${stage}/ may not import a later stage`,
  from: { path: `${src}/storage/${stage}/`, pathNot: tests },
  to: {
    path: `${src}/storage/(${[...storageStages.slice(index + 1), "routes", "storage"].join("|")})(/|\\.ts$)`,
  },
}));

// In identity each part knows only the parts in the rows before its own, so that none import each other in a circle.
const identity = `${src}/identity`;
const identityRows = [
  ["addresses.ts", "identity-log.ts", "new-id.ts", "settings.ts"],
  ["errors"],
  ["email-address.ts", "phone-number.ts", "forms", "passwords", "verification"],
  ["store"],
  ["resources"],
  ["templates", "webhooks"],
  ["instance.ts", "own-address.ts", "page-palette.ts"],
  ["settings-holder.ts", "work.ts"],
  ["images", "messages"],
  ["tickets"],
  ["invitations"],
  ["organizations", "waitlist"],
  ["sessions"],
  ["users"],
  ["social"],
  ["handshake", "declared"],
  ["frontend-api", "backend-api", "bundles", "portal", "operations.ts"],
  ["create-identity.ts"],
];
const identityRules = identityRows.flatMap((row, index) =>
  row.map((part) => ({
    name: `identity-${part.replace(/\.ts$/, "")}`,
    severity: "error",
    comment: `identity/${part} may import only what stands in the rows before its own`,
    from: { path: `${identity}/${part.replace(".", "\\.")}(/|$)`, pathNot: tests },
    to: {
      path: `${identity}/`,
      pathNot: `${identity}/(${[part, ...identityRows.slice(0, index).flat()].join("|").replaceAll(".", "\\.")})(/|$)`,
    },
  })),
);

// What of identity may be imported from outside.
const identityDoors = [
  "addresses.ts",
  "bundles/locate-bundles.ts",
  "create-identity.ts",
  "declared/seed-digests.ts",
  "errors/clerk-api-error.ts",
  "identity-log.ts",
  "operations.ts",
  "store/webhooks.ts",
  "verification/totp.ts",
  "webhooks/sign-message.ts",
];

module.exports = {
  forbidden: [
    ...roomRules,
    ...doorRules,
    ...stageRules,
    ...storageRules,
    ...identityRules,
    {
      name: "identity-rows-are-whole",
      severity: "error",
      comment: "A new part of identity/ has a place in identityRows",
      from: {
        path: `${identity}/`,
        pathNot: [
          tests,
          `${identity}/(test|${identityRows.flat().join("|").replaceAll(".", "\\.")})(/|$)`,
        ],
      },
      to: {},
    },
    {
      name: "identity-doors",
      severity: "error",
      comment: `From outside identity/ only ${identityDoors.join(", ")} may be imported`,
      from: { path: "^(packages|bench|e2e)/", pathNot: [`${identity}/`, tests] },
      to: {
        path: `${identity}/`,
        pathNot: `${identity}/(${identityDoors.join("|").replaceAll(".", "\\.")})$`,
      },
    },
    {
      name: "identity-sql-in-store",
      severity: "error",
      comment: "All SQL of identity/ stands in store/",
      from: { path: `${identity}/`, pathNot: [tests, `${identity}/(store|test)/`] },
      to: { path: `${src}/sql/` },
    },
    {
      name: "data-api-only-execute-connects",
      severity: "error",
      comment: "In data-api only execute/ holds a connection",
      from: { path: `${src}/data-api/(request|plan|render|respond)/`, pathNot: tests },
      to: { path: `${src}/database/`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "client-stands-alone",
      severity: "error",
      comment: "@rowlock/client imports nothing of the server",
      from: { path: "^packages/client/" },
      to: { path: "^packages/rowlock/" },
    },
    {
      name: "examples-use-published-packages",
      severity: "error",
      comment:
        "An example is written as its reader would write it: packages by name, never by path",
      from: { path: "^examples/" },
      to: { path: "^packages/[^/]+/src" },
    },
    {
      name: "studio-pages-know-the-wire",
      severity: "error",
      comment:
        "Studio's pages know the server by the shapes of its API alone, named in one file, as types",
      from: { path: "^apps/studio/src/", pathNot: "^apps/studio/src/api/wire\\.ts$" },
      to: { path: "^packages/" },
    },
    {
      name: "studio-pages-know-types-alone",
      severity: "error",
      comment: "What api/wire.ts names is types of studio/wire/",
      from: { path: "^apps/studio/src/api/wire\\.ts$" },
      to: { path: "^packages/", pathNot: "^packages/rowlock/src/studio/wire/" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(server-only)$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The apps of e2e/sdks have packages of their own, which need not be installed.
    exclude: { path: "(^|/)(dist|\\.next|node_modules)/|^e2e/sdks/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "types", "default"],
    },
  },
};
