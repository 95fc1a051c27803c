// Without an active organization: which one it is to be. With one: its tasks, and the way to another.
"use client";

import { OrganizationList, OrganizationSwitcher, useAuth } from "@clerk/nextjs";
import { PageHead } from "../site/page-head.tsx";
import { ClientTasks } from "./client-tasks.tsx";

const HERE = "/team";

export function TeamTasks() {
  const { isLoaded, orgId } = useAuth();
  if (!orgId) {
    return (
      <>
        <PageHead title="Your team">
          Choose one, or found one: its tasks are for all in it.
        </PageHead>
        {isLoaded && (
          <OrganizationList
            hidePersonal
            afterSelectOrganizationUrl={HERE}
            afterCreateOrganizationUrl={HERE}
          />
        )}
      </>
    );
  }
  return (
    <>
      <div className="team-head">
        <PageHead title="Your team’s tasks">Everybody in the team sees these.</PageHead>
        <OrganizationSwitcher
          hidePersonal
          afterSelectOrganizationUrl={HERE}
          afterCreateOrganizationUrl={HERE}
          afterLeaveOrganizationUrl={HERE}
        />
      </div>
      <ClientTasks key={orgId} table="team_tasks" />
    </>
  );
}
