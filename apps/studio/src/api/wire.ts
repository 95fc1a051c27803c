// The API's shapes, as the server declares them: the one place where the pages name a file of the server, for types alone.
export type * from "../../../../packages/rowlock/src/studio/wire/audit.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/change.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/migrations.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/overview.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/problem.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/protect.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/query.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/realtime.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/rows.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/schema.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/settings.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/storage.ts";
export type * from "../../../../packages/rowlock/src/studio/wire/templates.ts";
