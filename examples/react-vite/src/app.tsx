// The frame that all pages share, and which page belongs to which path.
import { ClerkFailed, ClerkLoaded } from "@clerk/react";
import { SignInPage, SignUpPage } from "./pages/sign-pages.tsx";
import { TasksPage } from "./pages/tasks-page.tsx";
import { TeamPage } from "./pages/team-page.tsx";
import { usePathname } from "./site/navigation.tsx";
import { SiteHeader } from "./site/site-header.tsx";

export function App() {
  return (
    <>
      <a href="#main" className="skip">
        Skip to the tasks
      </a>
      <SiteHeader />
      <main id="main">
        <ClerkLoaded>
          <Page />
        </ClerkLoaded>
        <ClerkFailed>
          <p role="alert">Signing in isn’t possible at the moment. Try again in a while.</p>
        </ClerkFailed>
      </main>
      <footer className="site-footer">
        Signed in by Clerk, kept by Supabase. Each row belongs to one person.
      </footer>
    </>
  );
}

function Page() {
  // Clerk's forms have steps of their own below their path.
  const [, page] = usePathname().split("/");
  switch (page) {
    case "":
      return <TasksPage />;
    case "team":
      return <TeamPage />;
    case "sign-in":
      return <SignInPage />;
    case "sign-up":
      return <SignUpPage />;
    default:
      return (
        <>
          <title>Not found · Tasks</title>
          <h1>There is no such page</h1>
        </>
      );
  }
}
