// Database > Functions: what there is, by schema, and the form to add and edit one.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { functionsQuery, schemaQuery } from "../../api/queries.ts";
import { useChange } from "../../api/use-change.ts";
import type { DatabaseFunction } from "../../api/wire.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { Card, Empty, Failed, Page, Waiting } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { functionKey } from "./function-draft.ts";
import { FunctionForm } from "./function-form.tsx";

const route = getRouteApi("/functions");

export function FunctionsPage() {
  const { edit } = route.useSearch();
  const navigate = useNavigate();
  const functions = useQuery(functionsQuery);
  const schema = useQuery(schemaQuery);
  const open = (next: string | undefined) =>
    void navigate({ to: "/functions", search: next ? { edit: next } : {} });
  const edited = functions.data?.find((made) => functionKey(made) === edit);
  return (
    <Page
      title="Functions"
      lead="Functions of the database: for defaults, for policies, and for the Data API to call."
      actions={
        <Button variant="primary" icon="plus" onClick={() => open("new")}>
          Create a new function
        </Button>
      }
    >
      {functions.isLoadingError || schema.isLoadingError ? (
        <Failed
          error={functions.error ?? schema.error}
          retry={() => void Promise.all([functions.refetch(), schema.refetch()])}
        />
      ) : functions.data === undefined || schema.data === undefined ? (
        <Waiting />
      ) : (
        <FunctionList
          functions={functions.data}
          managed={schema.data.schemas.filter((one) => one.managed).map((one) => one.name)}
          onOpen={open}
        />
      )}
      {edit === "new" ? <FunctionForm onClose={() => open(undefined)} /> : null}
      {edited === undefined ? null : (
        <FunctionForm key={edit} made={edited} onClose={() => open(undefined)} />
      )}
    </Page>
  );
}

interface FunctionListProps {
  readonly functions: readonly DatabaseFunction[];
  /** Schemas that are Rowlock's or an extension's own. */
  readonly managed: readonly string[];
  readonly onOpen: (key: string) => void;
}

function FunctionList({ functions, managed, onOpen }: FunctionListProps) {
  const own = functions.filter((made) => !managed.includes(made.schema));
  const others = functions.filter((made) => managed.includes(made.schema));
  return (
    <>
      {own.length === 0 ? (
        <Empty
          icon="function"
          title="No functions of your own yet"
          action={
            <Button variant="primary" icon="plus" onClick={() => onOpen("new")}>
              Create a new function
            </Button>
          }
        >
          The guide begins with <code className="font-mono">requesting_user_id()</code>: it reads
          the signed-in user's id out of the token, so that policies and defaults can hold rows to
          their user.
        </Empty>
      ) : (
        <Card>
          <ul className="divide-y divide-line">
            {own.map((made) => (
              <FunctionRow key={functionKey(made)} made={made} onOpen={onOpen} />
            ))}
          </ul>
        </Card>
      )}
      {others.length === 0 ? null : <ManagedFunctions functions={others} />}
    </>
  );
}

function FunctionRow({
  made,
  onOpen,
}: {
  readonly made: DatabaseFunction;
  readonly onOpen: (key: string) => void;
}) {
  const [dropping, setDropping] = useState(false);
  const navigate = useNavigate();
  const inEditor = () =>
    void navigate({ to: "/sql", search: { sql: `${made.statement.trim()};` } });
  const edit = () => (made.editable ? onOpen(functionKey(made)) : inEditor());
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="truncate font-mono text-[0.8125rem]">
          <button
            type="button"
            onClick={edit}
            className="font-semibold hover:text-accent hover:underline"
          >
            {made.schema === "public" ? made.name : `${made.schema}.${made.name}`}
          </button>
          <span className="text-muted">({made.signature})</span>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem] text-muted">
          {made.kind === "procedure" ? "procedure" : <span>returns {made.returns}</span>}
          <Badge>{made.language}</Badge>
          <Badge>{made.volatility}</Badge>
          {made.securityDefiner ? <Badge tone="attention">security definer</Badge> : null}
        </p>
      </div>
      <Menu trigger={<IconButton icon="more" label={`More about ${made.name}`} />}>
        {made.editable ? (
          <MenuItem icon="pencil" onSelect={edit}>
            Edit
          </MenuItem>
        ) : null}
        <MenuItem icon="sql" onSelect={inEditor}>
          Open in the SQL Editor
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" tone="danger" onSelect={() => setDropping(true)}>
          Drop
        </MenuItem>
      </Menu>
      <DropFunction made={made} open={dropping} onClose={() => setDropping(false)} />
    </li>
  );
}

interface DropFunctionProps {
  readonly made: DatabaseFunction;
  readonly open: boolean;
  readonly onClose: () => void;
}

function DropFunction({ made, open, onClose }: DropFunctionProps) {
  const drop = useChange({ said: () => `Dropped function ${made.name}`, onDone: onClose });
  const { schema, name } = made;
  const argumentTypes = made.arguments.map((argument) => argument.type);
  return (
    <Confirm
      open={open}
      title={`Drop the function ${name}?`}
      action="Drop function"
      busy={drop.isPending}
      onConfirm={() => drop.mutate({ kind: "drop-function", schema, name, argumentTypes })}
      onClose={onClose}
    >
      <p>
        Policies, defaults and views that use it keep PostgreSQL from dropping it; then nothing
        happens.
      </p>
      {drop.error ? <ProblemNotice error={drop.error} /> : null}
    </Confirm>
  );
}

function ManagedFunctions({ functions }: { readonly functions: readonly DatabaseFunction[] }) {
  return (
    <details className="text-sm">
      <summary className="cursor-pointer text-muted hover:text-ink">
        {functions.length} functions of managed schemas
      </summary>
      <ul className="mt-2 flex flex-col gap-1 font-mono text-[0.8125rem] text-muted">
        {functions.map((made) => (
          <li key={functionKey(made)}>
            {made.schema}.{made.name}({made.signature}) → {made.returns}
          </li>
        ))}
      </ul>
    </details>
  );
}
