// Project Settings > API: the Project URL, the API keys, the JWT secret and its rotation, and the environment of an app.
import { useQuery } from "@tanstack/react-query";
import { callApi } from "../../api/call-api.ts";
import { settingsQuery } from "../../api/queries.ts";
import type { EnvironmentBlock, Settings } from "../../api/wire.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Card, Failed, Page, Waiting } from "../../ui/page.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { SecretValue } from "./secret-value.tsx";
import { PlainValue, SettingRow } from "./setting-row.tsx";

export function ApiSettingsPage() {
  const settings = useQuery(settingsQuery);
  return (
    <Page
      title="API"
      lead="What an app needs to ask this project for rows, and what its tokens are signed with."
    >
      {settings.isPending ? (
        <Waiting />
      ) : settings.isLoadingError ? (
        <Failed error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <ApiSettings settings={settings.data} />
      )}
    </Page>
  );
}

function ApiSettings({ settings }: { readonly settings: Settings }) {
  return (
    <>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">Project URL</h2>
        <dl>
          <SettingRow label="URL" hint="SUPABASE_URL">
            <PlainValue text={settings.projectUrl} what="the Project URL" />
          </SettingRow>
        </dl>
      </Card>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">Project API keys</h2>
        <dl className="divide-y divide-line">
          <SettingRow
            label={
              <>
                anon <Badge tone="ok">public</Badge>
              </>
            }
            hint="SUPABASE_KEY. May stand in a browser: policies hold."
          >
            <PlainValue text={settings.keys.anonKey} what="the anon key" />
          </SettingRow>
          <SettingRow
            label={
              <>
                publishable <Badge tone="ok">public</Badge>
              </>
            }
            hint="The newer form of the anon key."
          >
            <PlainValue text={settings.keys.publishableKey} what="the publishable key" />
          </SettingRow>
          <SettingRow
            label={
              <>
                service_role <Badge tone="danger">secret</Badge>
              </>
            }
            hint="Passes row level security by: only on a server."
          >
            <SecretValue name="serviceRoleKey" what="the service_role key" />
          </SettingRow>
          <SettingRow
            label={
              <>
                secret <Badge tone="danger">secret</Badge>
              </>
            }
            hint="The newer form of the service_role key."
          >
            <SecretValue name="secretKey" what="the secret key" />
          </SettingRow>
        </dl>
      </Card>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">JWT Settings</h2>
        <dl className="divide-y divide-line">
          <SettingRow
            label="JWT Secret"
            hint="Signs the API keys and the tokens of templates. Never in a browser."
          >
            <SecretValue name="jwtSecret" what="the JWT secret" />
          </SettingRow>
          <SettingRow
            label="Rotation"
            hint="A new secret, when the old one may be known to others."
          >
            <RotateSecret />
          </SettingRow>
        </dl>
      </Card>
      <Card>
        <h2 className="border-b border-line px-4 py-3 font-medium">Database</h2>
        <dl>
          <SettingRow
            label="Connection string"
            hint="As the owner, postgres: for psql and for migrations."
          >
            <SecretValue name="databaseUrl" what="the connection string" />
          </SettingRow>
        </dl>
      </Card>
      <EnvironmentCard />
    </>
  );
}

async function readEnvironment(): Promise<string> {
  const { text } = await callApi<EnvironmentBlock>("/settings/environment", { body: {} });
  return text;
}

function EnvironmentCard() {
  return (
    <Card className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-medium">Environment of a Next.js app</h2>
        <p className="text-[0.8125rem] text-muted">
          Everything that it needs in <code className="font-mono">.env.local</code>, Clerk's secret
          key included.{" "}
          <code className="font-mono">rowlock env --framework next --write .env.local</code> writes
          the same.
        </p>
      </div>
      <CopyButton text={readEnvironment} label="Copy the block" what="of environment variables" />
    </Card>
  );
}
