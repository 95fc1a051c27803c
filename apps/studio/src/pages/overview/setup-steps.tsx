// The guide's steps in their order, each with what was found and where to do it. The next one stands out.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Overview, SetupStep, SetupStepId } from "../../api/wire.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Card } from "../../ui/page.tsx";

interface StepWords {
  readonly title: string;
  /** Where it is done. */
  readonly to:
    | "/functions"
    | "/tables"
    | "/policies"
    | "/jwt-templates"
    | "/settings/api"
    | "/users";
  /** For the step that comes next. */
  readonly links: ReactNode;
}

const LINK = buttonClass({ className: "h-8 px-2.5 text-[0.8125rem]" });

const WORDS: Readonly<Record<SetupStepId, StepWords>> = {
  function: {
    title: "A function that reads the user's id",
    to: "/functions",
    links: (
      <>
        <Link to="/functions" search={{ edit: "new" }} className={LINK}>
          Create a new function
        </Link>
        <Link to="/sql" className={LINK}>
          SQL Editor
        </Link>
      </>
    ),
  },
  table: {
    title: "A table with RLS",
    to: "/tables",
    links: (
      <>
        <Link to="/tables" search={{ new: "public" }} className={LINK}>
          Create a new table
        </Link>
        <Link to="/policies" className={LINK}>
          RLS of the tables
        </Link>
      </>
    ),
  },
  policies: {
    title: "Policies by the user's id",
    to: "/policies",
    links: (
      <Link to="/policies" className={LINK}>
        Policies
      </Link>
    ),
  },
  grants: {
    title: "Grants for signed-in people",
    to: "/policies",
    links: (
      <Link to="/policies" className={LINK}>
        See what is granted
      </Link>
    ),
  },
  template: {
    title: "A JWT template for Supabase",
    to: "/jwt-templates",
    links: (
      <>
        <Link to="/jwt-templates" className={LINK}>
          JWT Templates
        </Link>
        <Link to="/settings/api" className={LINK}>
          JWT secret
        </Link>
      </>
    ),
  },
  environment: {
    title: "The app's environment",
    to: "/settings/api",
    links: (
      <Link to="/settings/api" className={LINK}>
        URL and keys
      </Link>
    ),
  },
  people: {
    title: "People who sign in",
    to: "/users",
    links: (
      <Link to="/users" className={LINK}>
        Users
      </Link>
    ),
  },
  test: {
    title: "Test the integration",
    to: "/tables",
    links: (
      <Link to="/tables" className={LINK}>
        See all rows
      </Link>
    ),
  },
};

export function SetupSteps({ overview }: { readonly overview: Overview }) {
  const done = overview.steps.filter((step) => step.state === "done").length;
  return (
    <Card>
      <div className="flex items-center justify-between gap-4 border-b border-line px-4 py-3">
        <h2 className="font-medium">Set up</h2>
        <p className="text-[0.8125rem] text-muted">
          {done} of {overview.steps.length} done
        </p>
      </div>
      <ol>
        {overview.steps.map((step) => (
          <Step key={step.id} step={step} next={step.id === overview.next} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step, next }: { readonly step: SetupStep; readonly next: boolean }) {
  const { title, to, links } = WORDS[step.id];
  return (
    <li
      aria-current={next ? "step" : undefined}
      className={`flex gap-3 border-b border-line px-4 py-3 last:border-b-0 ${next ? "bg-accent-soft" : ""}`}
    >
      <StepMark state={step.state} next={next} />
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">
          <Link to={to} className="hover:text-accent hover:underline">
            {title}
          </Link>
          {next ? (
            <span className="ml-2 text-2xs font-medium text-accent uppercase tracking-wide">
              Next
            </span>
          ) : null}
        </p>
        <p className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">{step.finding}</p>
        {next ? <div className="mt-2 flex flex-wrap gap-2">{links}</div> : null}
      </div>
    </li>
  );
}

function StepMark({ state, next }: { readonly state: SetupStep["state"]; readonly next: boolean }) {
  if (state === "done") {
    return (
      <span className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full bg-ok-soft text-ok">
        <Icon name="check" size={13} />
        <span className="sr-only">Done:</span>
      </span>
    );
  }
  if (state === "attention") {
    return (
      <span className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full bg-brass-soft text-brass">
        <Icon name="warning" size={13} />
        <span className="sr-only">To be looked at:</span>
      </span>
    );
  }
  return (
    <span
      className={`mt-0.5 size-5 shrink-0 rounded-full border-2 ${next ? "border-accent" : "border-line-strong"}`}
    >
      <span className="sr-only">To do:</span>
    </span>
  );
}
