// The environment of the app in a folder: addresses and keys, and what only a look at the app tells, which is where its
// people sign in and the generation of its Clerk SDK. Read anew each time, because apps change.
import { clerkJsMajorOf, findClerkSdks } from "./clerk-sdk.ts";
import {
  addressesOf,
  type Environment,
  type EnvironmentSource,
  fullEnvironment,
} from "./environment.ts";
import { findSignInPages } from "./sign-in-pages.ts";

export async function appEnvironment(
  directory: string,
  source: Omit<EnvironmentSource, "pages" | "clerkJsMajor">,
): Promise<Environment> {
  const [pages, sdks] = await Promise.all([
    findSignInPages(directory, addressesOf(source.ports).clerk),
    findClerkSdks(directory),
  ]);
  return fullEnvironment({ ...source, pages, clerkJsMajor: clerkJsMajorOf(sdks) });
}
