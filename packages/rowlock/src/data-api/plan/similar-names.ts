// Finds the name that is most like a misspelled one: shared letter groups choose the candidates, edit distance ranks them.
// The scores are those of the "fuzzy set" that PostgREST uses, so that its hints come out alike.

export interface Similar {
  readonly name: string;
  /** 1 for the same name, in whatever case. */
  readonly score: number;
}

const MOST_CANDIDATES = 50;
const LEAST_SCORE = 0.33;

/** The names that are like `wanted`, the most similar first. Letter groups of three are tried before those of two. */
export function similarNames(names: readonly string[], wanted: string): readonly Similar[] {
  const lower = wanted.toLowerCase();
  const exact = names.find((name) => name.toLowerCase() === lower);
  if (exact !== undefined) return [{ name: exact, score: 1 }];
  for (const size of [3, 2]) {
    const found = withGroupsOf(size, { names, wanted: lower });
    if (found.length > 0) return found;
  }
  return [];
}

/** The most similar name that scores at least this. */
export function mostSimilar(
  names: readonly string[],
  wanted: string,
  leastScore = LEAST_SCORE,
): string | undefined {
  return similarNames(names, wanted).find(({ score }) => score >= leastScore)?.name;
}

function withGroupsOf(
  size: number,
  { names, wanted }: { readonly names: readonly string[]; readonly wanted: string },
): readonly Similar[] {
  const own = groups(wanted, size);
  const ownLength = lengthOf(own);
  return names
    .map((name) => {
      const other = groups(name.toLowerCase(), size);
      let product = 0;
      for (const [group, count] of own) product += count * (other.get(group) ?? 0);
      return { name, score: product / (ownLength * lengthOf(other)) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES)
    .map(({ name }) => ({ name, score: likeness(name.toLowerCase(), wanted) }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score);
}

/** How often each group of letters occurs. */
function groups(text: string, size: number): ReadonlyMap<string, number> {
  const padded = `-${text.replace(/[^\p{L}\p{N}_, ]+/gu, "")}-`.padEnd(size, "-");
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= padded.length; at += 1) {
    const group = padded.slice(at, at + size);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

function lengthOf(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count * count;
  return Math.sqrt(sum);
}

/** One less the share of letters that must be changed. */
function likeness(a: string, b: string): number {
  return 1 - editDistance(a, b) / Math.max(a.length, b.length, 1);
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
