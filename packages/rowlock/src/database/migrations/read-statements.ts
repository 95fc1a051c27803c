// The statements of a file, one after the other, however large the file: only what has not come to its end is in memory.
import { createReadStream } from "node:fs";
import { rowlockError } from "../../errors/registry.ts";
import { createSplitter, type Statement } from "./split-statements.ts";

export interface StatementFile {
  /** Where it lies. */
  readonly file: string;
  /** As a person names it. */
  readonly path: string;
}

/** Far less than PostgreSQL takes, and still more than anybody writes by hand. In characters. */
const LARGEST = 128 * 1024 * 1024;

/** @throws STATEMENT_TOO_LARGE */
export async function* readStatements({ file, path }: StatementFile): AsyncGenerator<Statement> {
  const splitter = createSplitter();
  let line = 1;
  let waiting = "";
  const told = function* (statements: readonly Statement[]) {
    for (const statement of statements) {
      line = statement.place.line;
      if (statement.text.length > LARGEST) throw tooLarge(path, line);
      yield statement;
    }
  };
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    waiting += chunk;
    // A statement that goes on is looked at again only when there is as much again, so that a large one costs little more.
    if (waiting.length < splitter.pending) continue;
    yield* told(splitter.push(waiting));
    waiting = "";
    if (splitter.pending > LARGEST) throw tooLarge(path, line);
  }
  yield* told(splitter.push(waiting));
  yield* told(splitter.end());
}

function tooLarge(path: string, line: number): Error {
  return rowlockError("STATEMENT_TOO_LARGE", {
    message: `${path} has a statement of more than 128 MB at line ${line} or behind it`,
    hint: "Split it, such as an INSERT into several of some thousand rows each",
  });
}
