// What is asked of every server, and the SQL that a handler written for just this request would run.
// Under row level security with the guide's policies, as one of many users.

export type Algorithm = "HS256" | "RS256";

export interface BenchRequest {
  readonly name: string;
  readonly title: string;
  readonly method: "GET" | "POST";
  /** Below the API's base path. */
  readonly path: string;
  readonly body?: string;
  readonly status: number;
  /** One row with one column: the answer's text, or nothing for an empty answer. */
  readonly sql: string;
  /** The values of a body that is already parsed. */
  readonly values?: (body: Readonly<Record<string, unknown>>) => readonly string[];
  readonly algorithms: readonly Algorithm[];
  /** Tables whose new rows are taken away after each measurement. */
  readonly grows?: string;
}

export const REQUESTS: readonly BenchRequest[] = [
  {
    name: "list",
    title: "the guide's list of tasks",
    method: "GET",
    path: "/tasks?select=*",
    status: 200,
    sql: "select coalesce(json_agg(rows), '[]')::text from (select * from tasks) rows",
    algorithms: ["HS256", "RS256"],
  },
  {
    name: "page",
    title: "a filtered page",
    method: "GET",
    path: "/todos?select=id,title,position&done=is.false&position=gt.10&order=position.desc&limit=20",
    status: 200,
    sql: `select coalesce(json_agg(rows), '[]')::text from (
      select id, title, position from todos
      where done is false and position > 10 order by position desc limit 20) rows`,
    algorithms: ["HS256"],
  },
  {
    name: "embed",
    title: "an embed",
    method: "GET",
    path: "/projects?select=id,name,todos(id,title)&order=id&limit=5",
    status: 200,
    sql: `select coalesce(json_agg(rows), '[]')::text from (
      select id, name, inner_rows.list as todos from projects
      left join lateral (
        select coalesce(json_agg(json_build_object('id', todos.id, 'title', title)), '[]') as list
        from todos where project_id = projects.id) inner_rows on true
      order by id limit 5) rows`,
    algorithms: ["HS256"],
  },
  {
    name: "insert",
    title: "an insert",
    method: "POST",
    path: "/notes",
    body: JSON.stringify({ name: "a note of the bench" }),
    status: 201,
    sql: "insert into notes (name) values ($1)",
    values: ({ name }) => [String(name)],
    algorithms: ["HS256"],
    grows: "notes",
  },
  {
    name: "rpc",
    title: "an rpc",
    method: "POST",
    path: "/rpc/open_todos",
    body: JSON.stringify({ above: 10 }),
    status: 200,
    sql: "select open_todos($1::int)::text",
    values: ({ above }) => [String(above)],
    algorithms: ["HS256"],
  },
];
