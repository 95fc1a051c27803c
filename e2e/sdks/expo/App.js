import { ClerkProvider, Show, useSession } from "@clerk/expo";
import { SignInButton, UserButton } from "@clerk/expo/web";
import { createClient } from "@supabase/supabase-js";
import { useEffect, useState } from "react";

export function App() {
  return (
    <ClerkProvider
      publishableKey={process.env.EXPO_PUBLIC_CLERK_PUBLISHABLE_KEY}
      /* what rowlock env prints */
    >
      <div>
        <Show when="signed-out">
          <SignInButton>
            <button type="button">Sign in</button>
          </SignInButton>
          <SignInButton mode="modal">
            <button type="button">Sign in here</button>
          </SignInButton>
        </Show>
        <Show when="signed-in">
          <UserButton />
          <Tasks />
        </Show>
      </div>
    </ClerkProvider>
  );
}

function Tasks() {
  const { session } = useSession();
  const [tasks, setTasks] = useState();

  useEffect(() => {
    if (!session) return;
    const supabase = createClient(
      process.env.EXPO_PUBLIC_SUPABASE_URL,
      process.env.EXPO_PUBLIC_SUPABASE_KEY,
      { accessToken: () => session.getToken({ template: "supabase" }) },
    );
    supabase
      .from("tasks")
      .select()
      .then(({ data }) => setTasks(data ?? []));
  }, [session]);

  if (!session || !tasks) return null;
  return (
    <ul aria-label="Tasks">
      {tasks.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
