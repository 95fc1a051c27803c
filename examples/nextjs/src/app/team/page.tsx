// The tasks of the organization that is active in this tab. Another tab may have another one.

import { Show } from "@clerk/nextjs";
import type { Metadata } from "next";
import { Welcome } from "../../site/welcome.tsx";
import { TeamTasks } from "../../tasks/team-tasks.tsx";

export const metadata: Metadata = { title: "Team" };

export default function TeamPage() {
  return (
    <Show when="signed-in" fallback={<Welcome />}>
      <TeamTasks />
    </Show>
  );
}
