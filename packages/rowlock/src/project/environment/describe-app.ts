// What a developer is told of an app, by `init` and before `dev` starts it: what it is taken for, and what will not work
// here, each with its why. Pure; a sentence each.
import type { AppVariables } from "./app-variables.ts";
import { type ClerkSdk, clerkJsMajorOf } from "./clerk-sdk.ts";
import { type Framework, frameworkTitle } from "./frameworks.ts";
import type { SupabaseSdk } from "./supabase-sdk.ts";
import type { TokenForm } from "./token-form.ts";

export interface AppFacts {
  readonly framework: Framework | undefined;
  readonly tokenForm: TokenForm | undefined;
  readonly sdks: readonly ClerkSdk[];
  /** Each supabase-js that makes no client on the server, because of its Node.js. */
  readonly stranded: readonly SupabaseSdk[];
  readonly variables: AppVariables;
  readonly absent: readonly AbsentCall[];
}

/** A call, in the app's code, of a service that Rowlock has not. */
export interface AbsentCall {
  /** As in "Supabase Realtime is not here". */
  readonly words: string;
  readonly file: string;
}

/** One line: what kind of app this is taken for. Undefined where nothing tells. */
export function nameApp({ framework, sdks, tokenForm }: AppFacts): string | undefined {
  const parts = [
    ...(framework === undefined ? [] : [frameworkTitle(framework)]),
    ...sdks.map(({ name, version, core }) => `${name} ${version} (Core ${core})`),
    ...(tokenForm === undefined ? [] : [TOKEN_FORMS[tokenForm]]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

const TOKEN_FORMS: Readonly<Record<TokenForm, string>> = {
  template: "tokens of a JWT template",
  native: "session tokens",
  both: "tokens of a JWT template and session tokens",
};

/** What will not work as it is. */
export function describeApp({
  sdks,
  stranded,
  variables,
  absent,
}: Pick<AppFacts, "sdks" | "stranded" | "variables" | "absent">): readonly string[] {
  return [
    ...tooOld(sdks),
    ...newer(sdks),
    ...bothGenerations(sdks),
    ...stranded.map(describeStranded),
    ...describeVariables(variables),
    ...absent.map(({ words, file }) => `${words}; ${file} calls it, and gets 501`),
  ];
}

function tooOld(sdks: readonly ClerkSdk[]): readonly string[] {
  return sdks.flatMap(({ name, version, needs }) =>
    needs === undefined
      ? []
      : [
          `${name} ${version} reaches Clerk by https alone, and Rowlock is at an http address: ${needs} is the lowest version that works here`,
        ],
  );
}

function newer(sdks: readonly ClerkSdk[]): readonly string[] {
  return sdks
    .filter(({ isNewer }) => isNewer)
    .map(
      ({ name, version }) =>
        `${name} ${version} is newer than what this Rowlock was made for: it gets clerk-js 6, the newest that is kept; where its components do not load, take a newer Rowlock or an older major version of it`,
    );
}

function describeStranded({ version, tooOldNode }: SupabaseSdk): string {
  return `@supabase/supabase-js ${version} makes no client on a server with Node.js ${tooOldNode}, which has no WebSocket: run the app on Node.js 22 or later, or make its clients with @rowlock/client`;
}

function bothGenerations(sdks: readonly ClerkSdk[]): readonly string[] {
  const given = clerkJsMajorOf(sdks);
  const others = sdks.filter((sdk) => {
    const wanted = clerkJsMajorOf([sdk]);
    return wanted !== undefined && wanted !== given;
  });
  return others.map(
    ({ name, version, core }) =>
      `${name} ${version} is of Core ${core}, and CLERK_JS_URL names clerk-js ${given}: set it to .../clerk-js@${core === 2 ? 5 : 6}/... for that app`,
  );
}

function describeVariables(variables: AppVariables): readonly string[] {
  const { refused, lacking, elsewhere, inCode } = variables;
  return [
    ...refused.map(
      (name) => `${name} is not set: its prefix would put a secret into the browser's bundle`,
    ),
    ...lacking.map(
      (name) =>
        `${name} is named by the app and has no value: declare one webhook in rowlock.toml ([[clerk.webhooks]])`,
    ),
    ...elsewhere.map(
      ({ name, file }) =>
        `${name} in ${file} still names a hosted service; Rowlock does not know what it stands for`,
    ),
    ...inCode.map(
      (file) => `${file} names a hosted Supabase project in its code, where no variable reaches it`,
    ),
  ];
}
