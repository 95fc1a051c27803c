// The tasks of the organization that is active in this tab. Another tab may have another one.
import { OrganizationList, OrganizationSwitcher, Show, useAuth } from "@clerk/react";
import { PageHead } from "../site/page-head.tsx";
import { Welcome } from "../site/welcome.tsx";
import { TaskList } from "../tasks/task-list.tsx";

const HERE = "/team";

export function TeamPage() {
  return (
    <>
      <title>Team · Tasks</title>
      <Show when="signed-in" fallback={<Welcome />}>
        <Team />
      </Show>
    </>
  );
}

function Team() {
  const { orgId } = useAuth();
  if (!orgId) {
    return (
      <>
        <PageHead title="Your team">
          Choose one, or found one: its tasks are for all in it.
        </PageHead>
        <OrganizationList
          hidePersonal
          afterSelectOrganizationUrl={HERE}
          afterCreateOrganizationUrl={HERE}
        />
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
      <TaskList key={orgId} table="team_tasks" />
    </>
  );
}
