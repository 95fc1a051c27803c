// A switch of what rowlock.toml may declare: what is declared there is shown here, and changed there.
import type { ReactNode } from "react";
import { Toggle, type ToggleProps } from "../../ui/toggle.tsx";

export interface DeclaredToggleProps extends Omit<ToggleProps, "disabled"> {
  readonly declared: boolean;
}

export function DeclaredToggle({ declared, hint, ...toggle }: DeclaredToggleProps) {
  return <Toggle {...toggle} disabled={declared} hint={declaredHint({ declared, hint })} />;
}

export function declaredHint({
  declared,
  hint,
}: {
  readonly declared: boolean;
  readonly hint?: ReactNode;
}): ReactNode {
  if (!declared) return hint;
  return <>Declared in rowlock.toml, and changed there. {hint}</>;
}
