// CSV bodies (RFC 4180) as rows of named texts, and the text NULL as null.
// Guarantee: linear in the length of the text; a row shorter than the header lacks the last names.

export type CsvRow = Readonly<Record<string, string | null>>;

/** Reads a text whose first record names the columns. Undefined: it is no CSV. */
export function parseCsv(text: string): readonly CsvRow[] | undefined {
  const records = parseRecords(text);
  const header = records?.[0];
  if (records === undefined || header === undefined) return undefined;
  return records.slice(1).map((record) => {
    const entries = header.slice(0, record.length).map((name, index) => {
      const value = record[index] ?? "";
      return [name, value === "NULL" ? null : value] as const;
    });
    return Object.fromEntries(entries);
  });
}

const FIELD = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
const SEPARATOR = /,|\r?\n|\r|$/y;

function parseRecords(text: string): readonly (readonly string[])[] | undefined {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at <= text.length) {
    FIELD.lastIndex = at;
    const field = FIELD.exec(text);
    if (field === null) return undefined;
    at += field[0].length;
    SEPARATOR.lastIndex = at;
    const separator = SEPARATOR.exec(text);
    if (separator === null) return undefined;
    at += separator[0].length;
    record.push(field[1]?.replaceAll('""', '"') ?? field[2] ?? "");
    if (separator[0] === ",") continue;
    // A blank line is no record.
    if (record.length > 1 || field[0] !== "") records.push(record);
    record = [];
    if (separator[0] === "") break;
  }
  return records;
}
