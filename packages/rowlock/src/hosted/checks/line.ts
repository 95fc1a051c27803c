// A line of `hosted check`: what was looked at, how it is, and what mends it.
import type { Answer } from "../ask.ts";
import type { ClerkInstance } from "../clerk-instance.ts";
import type { SupabaseProject } from "../supabase-project.ts";

export interface CheckLine {
  /** Short and always the same, such as `template supabase`. */
  readonly check: string;
  /** `unknown`: it could not be looked at, and so is not right. */
  readonly state: "ok" | "wrong" | "unknown";
  /** What was found; for one that is wrong, what was expected too. */
  readonly text: string;
  /** A command, or an address and what to do there. */
  readonly fix?: string | undefined;
}

/** Both sides as they are. */
export interface Pair {
  readonly supabase: SupabaseProject;
  readonly clerk: ClerkInstance;
  /** This machine's clock when they were asked, in milliseconds since 1970. */
  readonly now: number;
}

/** What the project says of its hosted pair. */
export interface Wanted {
  /** Templates whose tokens are signed with the project's JWT secret. */
  readonly templates: readonly WantedTemplate[];
  /** Session tokens are sent to Supabase as they are. */
  readonly native: boolean;
  /** The schemas that the app asks. */
  readonly schemas: readonly string[];
  readonly migrations: readonly { readonly version: string; readonly path: string }[];
  /** The origins from which the app calls Clerk, beside its own domain. */
  readonly origins: readonly string[];
  /** How many webhooks the project declares. */
  readonly webhooks: number;
  /** A production instance may be looked at. */
  readonly production: boolean;
  readonly app: AppKeysFound;
}

export interface WantedTemplate {
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The keys that the app is given, by the variables that hold them. */
export interface AppKeysFound {
  readonly clerkPublishableKey: NamedKey | undefined;
  readonly supabaseKey: NamedKey | undefined;
  /** Variables that a bundler publishes and that hold a key which opens the database. */
  readonly published: readonly string[];
}

export interface NamedKey {
  readonly variable: string;
  readonly value: string;
}

/** Judges what is known; the reason, where it is not. */
export function whenKnown<Value>(
  check: string,
  answer: Answer<Value>,
  judge: (value: Value) => Omit<CheckLine, "check">,
): CheckLine {
  if (answer.kind === "known") return { check, ...judge(answer.value) };
  return { check, state: "unknown", text: answer.reason };
}

export function ok(text: string): Omit<CheckLine, "check"> {
  return { state: "ok", text };
}

export function wrong(text: string, fix: string): Omit<CheckLine, "check"> {
  return { state: "wrong", text, fix };
}

export function unknown(text: string, fix?: string): Omit<CheckLine, "check"> {
  return { state: "unknown", text, fix };
}
