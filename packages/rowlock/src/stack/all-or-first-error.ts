// Several starts at once, of which one may fail.

/** All at once. Settles when all have settled, so that what came up although another failed can be closed. */
export async function allOrFirstError<T extends readonly unknown[]>(
  ...work: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  for (const one of await Promise.allSettled(work)) {
    if (one.status === "rejected") throw one.reason;
  }
  return Promise.all(work);
}
