// Which statements PostgreSQL keeps prepared: those that come again, so that it parses and plans them once for each
// connection. Texts are this service's own and few; values are always bound, so a text says nothing of anybody.

/** More texts than this are never kept, so that filters in every combination cost no memory without end. */
const MOST = 400;

/** Gives the name under which a text is kept prepared: from its second time on. */
export function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string | undefined>();
  let given = 0;
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (!names.has(text)) {
      if (names.size < MOST) names.set(text, undefined);
      return undefined;
    }
    given += 1;
    const name = `identity_${given}`;
    names.set(text, name);
    return name;
  };
}
