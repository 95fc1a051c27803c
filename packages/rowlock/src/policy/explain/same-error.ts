// Whether two errors are one and the same, whatever the language of their words.

interface Raised {
  readonly code: string;
  readonly routine?: string | null | undefined;
}

export function isSame(one: Raised, other: Raised): boolean {
  return one.code === other.code && (one.routine ?? null) === (other.routine ?? null);
}
