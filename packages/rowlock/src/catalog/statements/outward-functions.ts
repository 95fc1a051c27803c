// Takes the C code from functions that act outside of the database: a copy must not call anybody.

/** Extensions whose functions open connections or files. In a copy their C code is not found. */
const OUTWARD_EXTENSIONS = [
  "aws_lambda",
  "aws_s3",
  "dblink",
  "file_fdw",
  "http",
  "pg_background",
  "pg_cron",
  "pg_net",
  "postgres_fdw",
  "wrappers",
];

/** On the catalog itself, as a superuser under allow_system_table_mods. */
export const UNLINK_OUTWARD_FUNCTIONS = `update pg_catalog.pg_proc set prosrc = 'rowlock_calls_nothing_outside'
from pg_catalog.pg_depend as d
join pg_catalog.pg_extension as e on e.oid = d.refobjid
where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = pg_proc.oid
  and d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
  and e.extname in (${OUTWARD_EXTENSIONS.map((name) => `'${name}'`).join(", ")})
  and pg_proc.prolang = (select oid from pg_catalog.pg_language where lanname = 'c');`;
