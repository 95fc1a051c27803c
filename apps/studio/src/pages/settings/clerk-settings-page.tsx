// Project Settings > Clerk: keys and addresses of the identity service, what session tokens carry, who may sign up.
import { useQuery } from "@tanstack/react-query";
import { clerkSettingsQuery } from "../../api/clerk-queries.ts";
import type { ClerkSettings } from "../../api/clerk-resources.ts";
import { settingsQuery } from "../../api/queries.ts";
import type { Settings } from "../../api/wire.ts";
import { Card, Failed, Page, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { DeclaredToggle } from "./declared-toggle.tsx";
import { SecretValue } from "./secret-value.tsx";
import { SessionClaims } from "./session-claims.tsx";
import { PlainValue, SettingRow } from "./setting-row.tsx";
import { SignInMethods } from "./sign-in-methods.tsx";
import { SignUpRules } from "./sign-up-rules.tsx";
import { useClerkSettings } from "./use-clerk-settings.ts";

export function ClerkSettingsPage() {
  const settings = useQuery(settingsQuery);
  const clerk = useQuery(clerkSettingsQuery);
  return (
    <Page
      title="Clerk"
      lead="The identity service of this project: it speaks to the official Clerk SDKs, on this machine alone."
    >
      {settings.isLoadingError || clerk.isLoadingError ? (
        <Failed
          error={settings.error ?? clerk.error}
          retry={() => void Promise.all([settings.refetch(), clerk.refetch()])}
        />
      ) : settings.data === undefined || clerk.data === undefined ? (
        <Waiting />
      ) : (
        <>
          <Keys settings={settings.data} />
          <SignInMethods clerk={clerk.data} />
          <SignUpRules clerk={clerk.data} />
          <Switches clerk={clerk.data} />
          <SessionClaims claims={clerk.data.session_token_claims} />
        </>
      )}
    </Page>
  );
}

function Keys({ settings }: { readonly settings: Settings }) {
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Keys</h2>
      <dl className="divide-y divide-line">
        <SettingRow label="Publishable key" hint="CLERK_PUBLISHABLE_KEY">
          <PlainValue text={settings.keys.clerkPublishableKey} what="the publishable key" />
        </SettingRow>
        <SettingRow label="Secret key" hint="CLERK_SECRET_KEY: only on a server.">
          <SecretValue name="clerkSecretKey" what="the secret key" />
        </SettingRow>
        <SettingRow label="Frontend and Backend API" hint="CLERK_API_URL, CLERK_PROXY_URL">
          <PlainValue text={settings.clerkUrl} what="the address" />
        </SettingRow>
      </dl>
    </Card>
  );
}

function Switches({ clerk }: { readonly clerk: ClerkSettings }) {
  const change = useClerkSettings();
  return (
    <Card>
      <h2 className="border-b border-line px-4 py-3 font-medium">Sessions and tests</h2>
      <div className="flex flex-col gap-5 p-4">
        <DeclaredToggle
          label="Supabase integration"
          hint="Session tokens carry role: authenticated, so that an app needs no JWT template."
          checked={clerk.supabase_integration}
          declared={clerk.declared.includes("supabase_integration")}
          onChange={(on) => change.mutate({ supabase_integration: on })}
        />
        <Toggle
          label="Several sessions in one browser"
          hint="People may be signed in as more than one user, and switch."
          checked={!clerk.single_session_mode}
          onChange={(on) => change.mutate({ single_session_mode: !on })}
        />
        <Toggle
          label="Test mode"
          hint="Addresses with +clerk_test take the code 424242, and no mail is written."
          checked={clerk.test_mode}
          onChange={(on) => change.mutate({ test_mode: on })}
        />
        {change.error ? <ProblemNotice error={change.error} /> : null}
      </div>
    </Card>
  );
}
