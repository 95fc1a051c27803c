// The name of a table, view, function or type with its schema, and the key under which it is found in a map.

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** A key that no other pair of names has: PostgreSQL's names hold no NUL. */
export function nameKey({ schema, name }: QualifiedName): string {
  return `${schema}\0${name}`;
}

export function sameName(a: QualifiedName, b: QualifiedName): boolean {
  return a.schema === b.schema && a.name === b.name;
}
