// What can be done to a table as a whole: rename it, describe it, switch row level security, drop it.
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ChangeRefused, useChange } from "../../api/use-change.ts";
import type { ChangeInput, TableDetails } from "../../api/wire.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Box, Confirm } from "../../ui/dialog.tsx";
import { CodeInput, Field, TextInput } from "../../ui/field.tsx";
import { Menu, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Checkbox } from "../../ui/toggle.tsx";
import { RlsSwitch } from "../policies/rls-switch.tsx";

type Open = "rename" | "comment" | "rls" | "drop" | null;

export interface TableMenuProps {
  readonly details: TableDetails;
  readonly onProtect: () => void;
}

export function TableMenu({ details, onProtect }: TableMenuProps) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={`More about ${details.name}`} />}>
        <MenuItem icon="pencil" onSelect={() => setOpen("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon="info" onSelect={() => setOpen("comment")}>
          Describe
        </MenuItem>
        <MenuItem icon="shield" onSelect={onProtect}>
          Protect
        </MenuItem>
        <MenuItem icon={details.rls ? "unlock" : "lock"} onSelect={() => setOpen("rls")}>
          {details.rls ? "Disable RLS" : "Enable RLS"}
        </MenuItem>
        <MenuLine />
        <MenuItem icon="trash" tone="danger" onSelect={() => setOpen("drop")}>
          Drop table
        </MenuItem>
      </Menu>
      {open === "rename" ? <Rename details={details} onClose={close} /> : null}
      {open === "comment" ? <Describe details={details} onClose={close} /> : null}
      <RlsSwitch table={details} open={open === "rls"} onClose={close} onProtect={onProtect} />
      <Drop details={details} open={open === "drop"} onClose={close} />
    </>
  );
}

interface PartProps {
  readonly details: TableDetails;
  readonly onClose: () => void;
}

function Rename({ details, onClose }: PartProps) {
  const [to, setTo] = useState(details.name);
  const navigate = useNavigate();
  const rename = useChange({
    said: () => `Renamed ${details.name} to ${to}`,
    onDone: () => {
      onClose();
      void navigate({
        to: "/tables/$schema/$table",
        params: { schema: details.schema, table: to },
      });
    },
  });
  const change: ChangeInput = {
    kind: "rename-table",
    schema: details.schema,
    table: details.name,
    to,
  };
  return (
    <Box open title={`Rename ${details.name}`} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(change);
        }}
      >
        <Field label="New name" hint="Apps that ask for it by the old name get 404 from then on.">
          <CodeInput value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        {rename.error ? <ProblemNotice error={rename.error} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Box>
  );
}

function Describe({ details, onClose }: PartProps) {
  const [comment, setComment] = useState(details.comment ?? "");
  const save = useChange({ said: () => `Described ${details.name}`, onDone: onClose });
  const change: ChangeInput = {
    kind: "comment-table",
    schema: details.schema,
    table: details.name,
    comment,
  };
  return (
    <Box open title={`Describe ${details.name}`} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(change);
        }}
      >
        <Field label="Description">
          <TextInput value={comment} onChange={(event) => setComment(event.target.value)} />
        </Field>
        {save.error ? <ProblemNotice error={save.error} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Box>
  );
}

/** Something else in the database uses it. */
const STILL_USED = "2BP01";

function Drop({ details, open, onClose }: PartProps & { readonly open: boolean }) {
  const [cascade, setCascade] = useState(false);
  const navigate = useNavigate();
  const drop = useChange({
    said: () => `Dropped table ${details.name}`,
    onDone: () => void navigate({ to: "/tables" }),
  });
  const used = drop.error instanceof ChangeRefused && drop.error.problem.code === STILL_USED;
  return (
    <Confirm
      open={open}
      title={`Drop the table ${details.name}?`}
      action="Drop table"
      busy={drop.isPending}
      onConfirm={() =>
        drop.mutate({ kind: "drop-table", schema: details.schema, table: details.name, cascade })
      }
      onClose={onClose}
    >
      <p>Its rows, policies and grants go with it. This can't be undone.</p>
      {drop.error ? <ProblemNotice error={drop.error} /> : null}
      {used ? (
        <Checkbox
          label="Drop what uses it as well (cascade)"
          checked={cascade}
          onChange={setCascade}
        />
      ) : null}
    </Confirm>
  );
}
