// Which kept bundle answers an address's version: the one of the same major version, else the one that is nearest.
import type { Bundle } from "./locate-bundles.ts";

export interface BundleChoice {
  readonly bundle: Bundle;
  /** The address names this very version: what it gives will never change. */
  readonly exact: boolean;
  /** A bundle of the asked major version is kept, or the address names no version that is a number. */
  readonly meant: boolean;
}

/** `version` as in `@clerk/clerk-js@5`: a number, a whole version, a tag, or absent. Undefined where no bundle has that name. */
export function chooseBundle(
  bundles: readonly Bundle[],
  { name, version }: { readonly name: string; readonly version: string | undefined },
): BundleChoice | undefined {
  const asked = /^\d+/.exec(version ?? "")?.[0];
  const newestFirst = bundles
    .filter((bundle) => bundle.name === name)
    .toSorted((a, b) => majorOf(b.version) - majorOf(a.version));
  const wanted = asked === undefined ? Number.POSITIVE_INFINITY : Number(asked);
  const distance = (bundle: Bundle) => Math.abs(majorOf(bundle.version) - wanted);
  const [newest] = newestFirst;
  if (newest === undefined) return undefined;
  const bundle = newestFirst.reduce(
    (best, next) => (distance(next) < distance(best) ? next : best),
    newest,
  );
  return {
    bundle,
    exact: version === bundle.version,
    meant: asked === undefined || distance(bundle) === 0,
  };
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
