// Who is signed in in a tab, as clerk-js would tell it: a session that can change its organization, and whose tokens come
// from the stack. For tests of @rowlock/client.
import { decodeJwt, SignJWT } from "jose";
import { type Person, REALTIME_POLICIES, type RealtimeLab } from "./realtime-lab.ts";

export type Team = "red" | "blue";

const team = (name: Team, members: readonly Person[]) => `
[[clerk.organizations]]
name = "${name}"
slug = "${name}"
${members
  .map((person) => `[[clerk.organizations.members]]\nemail_address = "${person}@example.com"`)
  .join("\n")}
`;

/** Ada is in both teams, Grace in one: what a lab is started with. A task without a team is for everybody. */
export const TEAMS = {
  migration: `${REALTIME_POLICIES}
create table public.tasks (id bigint primary key generated always as identity, name text, org_id text);
grant select on public.tasks to anon, authenticated;
alter table public.tasks enable row level security;
create policy of_all on public.tasks for select to anon, authenticated using (org_id is null);
create policy of_team on public.tasks for select to authenticated
  using ((select coalesce(auth.jwt()->>'org_id', auth.jwt()->'o'->>'id')) = org_id);
alter publication supabase_realtime add table public.tasks;
`,
  rowlockToml: `
[[clerk.jwt_templates]]
name = "supabase"
signing_algorithm = "HS256"
signing_key = "project"
claims = { aud = "authenticated", role = "authenticated", org_id = "{{org.id}}" }

[[clerk.users]]
email_address = "ada@example.com"

[[clerk.users]]
email_address = "grace@example.com"
${team("red", ["ada", "grace"])}${team("blue", ["ada"])}`,
};

export interface TestClerkSession {
  readonly id: string;
  lastActiveOrganizationId: string | null;
  readonly calls: { readonly skipCache?: boolean | undefined }[];
  getToken(options?: {
    readonly template?: string | undefined;
    readonly skipCache?: boolean | undefined;
  }): Promise<string>;
}

export interface SignInOptions {
  readonly team: Team;
  /** Milliseconds that a token takes. */
  readonly delay?: number;
  /** Seconds that a template's token lives, where it is another time than the template's. */
  readonly lifetime?: number;
  /** Why there are no tokens. */
  readonly failure?: string;
}

export interface TestClerk {
  readonly teams: Readonly<Record<Team, string>>;
  /** @throws when nobody is signed in */
  readonly session: TestClerkSession;
  readonly current: TestClerkSession | null;
  signIn(person: Person, options: SignInOptions): TestClerkSession;
  signOut(): void;
}

export async function createTestClerk({ api }: RealtimeLab): Promise<TestClerk> {
  const { identity } = api.stack;
  const idOf = async (name: Team) => {
    const { o } = decodeJwt<{ readonly o?: { readonly id: string } }>(
      await identity.mintSessionToken("ada@example.com", { organization: name }),
    );
    return o?.id ?? "";
  };
  const teams = { red: await idOf("red"), blue: await idOf("blue") };
  let sessions = 0;
  let current: TestClerkSession | null = null;

  async function shortened(token: string, lifetime: number): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const secret = new TextEncoder().encode(api.stack.appKeys().jwtSecret);
    return new SignJWT({ ...decodeJwt(token), iat: now, exp: now + lifetime })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .sign(secret);
  }

  function signIn(person: Person, { team: first, delay = 0, lifetime, failure }: SignInOptions) {
    const email = `${person}@example.com`;
    const session: TestClerkSession = {
      id: `sess_${++sessions}`,
      lastActiveOrganizationId: teams[first],
      calls: [],
      async getToken({ template, skipCache } = {}) {
        session.calls.push({ skipCache });
        const organization = session.lastActiveOrganizationId ?? undefined;
        await new Promise((resolve) => setTimeout(resolve, delay));
        if (failure !== undefined) throw new Error(failure);
        const token =
          template === undefined
            ? await identity.mintSessionToken(email, { organization })
            : await identity.mintTemplateToken(email, template, { organization });
        return lifetime === undefined ? token : shortened(token, lifetime);
      },
    };
    current = session;
    return session;
  }

  return {
    teams,
    get current() {
      return current;
    },
    get session() {
      if (current === null) throw new Error("Nobody is signed in");
      return current;
    },
    signIn,
    signOut() {
      current = null;
    },
  };
}
