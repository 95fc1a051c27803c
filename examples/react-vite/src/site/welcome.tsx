// What somebody sees who is not signed in: what this is, and the way in.
import { Link } from "./navigation.tsx";

export function Welcome() {
  return (
    <section className="welcome">
      <h1>A task list that only you can read</h1>
      <p className="lead">
        Everyone’s tasks lie in one table. Clerk knows who you are, and the database gives you your
        own rows and no others.
      </p>
      <p className="ways-in">
        <Link href="/sign-in" className="button">
          Sign in
        </Link>
        <Link href="/sign-up" className="button quiet">
          Create an account
        </Link>
      </p>
      <ol className="steps">
        <li>
          <strong>You sign in with Clerk.</strong> The app gets a short-lived token with your user
          ID in it.
        </li>
        <li>
          <strong>The token goes to Supabase.</strong> From your browser, with each request.
        </li>
        <li>
          <strong>PostgreSQL picks the rows.</strong> Its row level security compares that ID with
          each row’s owner.
        </li>
      </ol>
    </section>
  );
}
