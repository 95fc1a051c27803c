// One table on the page of policies: whether row level security is on, who gets to which rows, and what stands in the way.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useChange } from "../../api/use-change.ts";
import type { MissingGrant, Policy, TableSummary } from "../../api/wire.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { MissingGrants } from "../../ui/missing-grants.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { RlsSwitch } from "./rls-switch.tsx";

export interface TablePoliciesProps {
  readonly table: TableSummary;
  readonly policies: readonly Policy[];
  readonly missing: readonly MissingGrant[];
  /** With `new`, or a policy's name. */
  readonly onEdit: (policy: string) => void;
  readonly onProtect: () => void;
}

export function TablePolicies({ table, policies, missing, onEdit, onProtect }: TablePoliciesProps) {
  const [switching, setSwitching] = useState(false);
  return (
    <Card>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <h2 className="flex min-w-0 flex-1 basis-60 flex-wrap items-center gap-2 font-medium">
          <Link
            to="/tables/$schema/$table"
            params={{ schema: table.schema, table: table.name }}
            className="min-w-0 [overflow-wrap:anywhere] hover:text-accent hover:underline"
          >
            {table.schema === "public" ? table.name : `${table.schema}.${table.name}`}
          </Link>
          <Badge tone={table.rls ? "ok" : "attention"}>{table.rls ? "RLS on" : "RLS off"}</Badge>
        </h2>
        {table.rls && policies.length > 0 ? null : (
          <Button size="small" icon="shield" onClick={onProtect}>
            Protect<span className="sr-only"> {table.name}</span>
          </Button>
        )}
        <Button
          size="small"
          icon={table.rls ? "unlock" : "lock"}
          onClick={() => setSwitching(true)}
        >
          {table.rls ? "Disable RLS" : "Enable RLS"}
          <span className="sr-only"> on {table.name}</span>
        </Button>
        <Button size="small" icon="plus" onClick={() => onEdit("new")}>
          Create policy<span className="sr-only"> for {table.name}</span>
        </Button>
      </header>
      {missing.length > 0 ? (
        <div className="border-b border-line p-4">
          <MissingGrants missing={missing} />
        </div>
      ) : null}
      {policies.length === 0 ? (
        <p className="px-4 py-5 text-sm text-muted">{wordsWithout(table)}</p>
      ) : (
        <ul className="divide-y divide-line">
          {policies.map((policy) => (
            <PolicyRow
              key={policy.name}
              policy={policy}
              idle={!table.rls}
              onEdit={() => onEdit(policy.name)}
            />
          ))}
        </ul>
      )}
      <RlsSwitch
        table={table}
        open={switching}
        onClose={() => setSwitching(false)}
        onProtect={onProtect}
      />
    </Card>
  );
}

function wordsWithout({ rls }: TableSummary): string {
  return rls
    ? "No policies: nobody sees a row through the API, whatever is granted."
    : "No policies, and row level security is off: whoever is granted the table gets to every row.";
}

interface PolicyRowProps {
  readonly policy: Policy;
  /** Row level security is off: the policy does nothing. */
  readonly idle: boolean;
  readonly onEdit: () => void;
}

function PolicyRow({ policy, idle, onEdit }: PolicyRowProps) {
  const [dropping, setDropping] = useState(false);
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <button
            type="button"
            onClick={onEdit}
            className="font-medium hover:text-accent hover:underline"
          >
            {policy.name}
          </button>
          <Badge tone="accent">{policy.command.toUpperCase()}</Badge>
          <span className="text-[0.8125rem] text-muted">to {policy.roles.join(", ")}</span>
          {policy.permissive ? null : <Badge tone="attention">restrictive</Badge>}
          {idle ? <Badge tone="attention">does nothing while RLS is off</Badge> : null}
        </p>
        <Clause word="using" expression={policy.using} />
        <Clause word="with check" expression={policy.check} />
      </div>
      <Menu trigger={<IconButton icon="more" label={`More about ${policy.name}`} />}>
        <MenuItem icon="pencil" onSelect={onEdit}>
          Edit
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" tone="danger" onSelect={() => setDropping(true)}>
          Drop
        </MenuItem>
      </Menu>
      <DropPolicy policy={policy} open={dropping} onClose={() => setDropping(false)} />
    </li>
  );
}

function Clause({
  word,
  expression,
}: {
  readonly word: string;
  readonly expression: string | null;
}) {
  if (expression === null) return null;
  return (
    <p className="mt-1 font-mono text-[0.8rem] [overflow-wrap:anywhere]">
      <span className="text-faint">{word}</span> {expression}
    </p>
  );
}

interface DropPolicyProps {
  readonly policy: Policy;
  readonly open: boolean;
  readonly onClose: () => void;
}

function DropPolicy({ policy, open, onClose }: DropPolicyProps) {
  const { schema, table, name } = policy;
  const drop = useChange({ said: () => `Dropped policy "${name}"`, onDone: onClose });
  return (
    <Confirm
      open={open}
      title={`Drop the policy "${name}"?`}
      action="Drop policy"
      busy={drop.isPending}
      onConfirm={() => drop.mutate({ kind: "drop-policy", schema, table, name })}
      onClose={onClose}
    >
      <p>
        {policy.permissive
          ? `What it alone allows on ${table} is then refused.`
          : `What it alone refuses on ${table} is then allowed.`}
      </p>
      {drop.error ? <ProblemNotice error={drop.error} /> : null}
    </Confirm>
  );
}
