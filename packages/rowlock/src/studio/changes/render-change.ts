// Every form's change as the SQL that is shown and run: the one list of kinds.
import type { SqlParser } from "../../policy/expression/parser.ts";
import { compile, type Sql } from "../../sql/fragment.ts";
import type { Change } from "../wire/change.ts";
import { dropFunction, saveFunction } from "./function-changes.ts";
import { grant, revoke } from "./grant-changes.ts";
import { createPersonSql, type PersonSql } from "./person-sql.ts";
import { createPolicy, dropPolicy, replacePolicy } from "./policy-changes.ts";
import {
  addColumn,
  alterColumn,
  commentTable,
  createTable,
  dropColumn,
  dropTable,
  renameTable,
  setRls,
} from "./table-changes.ts";

/** The statements of a change, each ending in a semicolon. @throws STUDIO_FORM_INVALID naming the field */
export function renderChange(change: Change, parser: SqlParser): readonly string[] {
  return statementsOf(change, createPersonSql(parser)).map(
    (statement) => `${compile(statement).text};`,
  );
}

function statementsOf(change: Change, person: PersonSql): readonly Sql[] {
  switch (change.kind) {
    case "create-table":
      return createTable(change, person);
    case "drop-table":
      return dropTable(change);
    case "rename-table":
      return renameTable(change);
    case "comment-table":
      return commentTable(change);
    case "add-column":
      return addColumn(change, person);
    case "alter-column":
      return alterColumn(change, person);
    case "drop-column":
      return dropColumn(change);
    case "set-rls":
      return setRls(change);
    case "create-policy":
      return createPolicy(change, person);
    case "replace-policy":
      return replacePolicy(change, person);
    case "drop-policy":
      return dropPolicy(change);
    case "save-function":
      return saveFunction(change, person);
    case "drop-function":
      return dropFunction(change, person);
    case "grant":
      return grant(change);
    case "revoke":
      return revoke(change);
  }
}
