// Something that happens once and is waited for: a promise with what settles it beside it.

export interface Signal<T> {
  readonly given: Promise<T>;
  /** Settles it; what is given later counts for nothing. */
  give(value: T): void;
}

export function createSignal<T = void>(): Signal<T> {
  let give: (value: T) => void = () => {};
  const given = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { given, give: (value) => give(value) };
}
