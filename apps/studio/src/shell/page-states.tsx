// What stands in a page's place when there is no such page, or when it broke.
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { buttonClass } from "../ui/button.tsx";
import { Empty, Failed, Page } from "../ui/page.tsx";

export function NothingHere() {
  return (
    <Page title="Nothing here">
      <Empty
        icon="search"
        title="There is no page at this address"
        action={
          <Link to="/" className={buttonClass({})}>
            Go to the Overview
          </Link>
        }
      />
    </Page>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page broke">
      <Failed error={error} retry={reset} />
    </Page>
  );
}
