// Which command tags mean that the schema changed, so that the text is worth keeping as a migration.

/** Commands that read, write rows or steer the session: everything else changes the schema or its rights. */
const OTHER_COMMANDS = new Set([
  "ANALYZE",
  "BEGIN",
  "CALL",
  "CHECKPOINT",
  "CLOSE",
  "CLUSTER",
  "COMMIT",
  "COPY",
  "DEALLOCATE",
  "DECLARE",
  "DELETE",
  "DISCARD",
  "EXECUTE",
  "EXPLAIN",
  "FETCH",
  "INSERT",
  "LISTEN",
  "LOAD",
  "LOCK",
  "MERGE",
  "MOVE",
  "NOTIFY",
  "PREPARE",
  "REINDEX",
  "RELEASE",
  "RESET",
  "ROLLBACK",
  "SAVEPOINT",
  "SELECT",
  "SET",
  "SHOW",
  "START",
  "UNLISTEN",
  "UPDATE",
  "VACUUM",
]);

/** A tag such as `CREATE TABLE` or `INSERT 0 1`. */
export function changesSchema(commandTag: string): boolean {
  const [word = ""] = commandTag.split(" ");
  return word !== "" && !OTHER_COMMANDS.has(word);
}

/** Names a run by what it did to the schema, such as `Create function, create table, alter table`. */
export function sqlTitle(commandTags: readonly string[]): string {
  const commands = [...new Set(commandTags.filter(changesSchema))].map((tag) => tag.toLowerCase());
  const text = commands.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
