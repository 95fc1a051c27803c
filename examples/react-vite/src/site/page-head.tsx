import type { ReactNode } from "react";

interface PageHeadProps {
  readonly title: string;
  /** One sentence on how this page gets its rows. */
  readonly children: ReactNode;
}

export function PageHead({ title, children }: PageHeadProps) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      <p>{children}</p>
    </header>
  );
}
