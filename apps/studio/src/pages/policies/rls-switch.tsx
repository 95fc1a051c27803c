// Switches row level security of a table on or off, after saying what that does to whoever may ask for it.
import { useChange } from "../../api/use-change.ts";
import { Confirm } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export interface RlsSwitchProps {
  readonly table: { readonly schema: string; readonly name: string; readonly rls: boolean };
  readonly open: boolean;
  readonly onClose: () => void;
  /** Opens the form that writes policies and grants as well. */
  readonly onProtect: () => void;
}

export function RlsSwitch({ table, open, onClose, onProtect }: RlsSwitchProps) {
  const verb = table.rls ? "Disable" : "Enable";
  const change = useChange({ said: () => `${verb}d RLS on ${table.name}`, onDone: onClose });
  return (
    <Confirm
      open={open}
      title={`${verb} row level security on ${table.name}?`}
      action={`${verb} RLS`}
      busy={change.isPending}
      onConfirm={() =>
        change.mutate({
          kind: "set-rls",
          schema: table.schema,
          table: table.name,
          enabled: !table.rls,
        })
      }
      onClose={onClose}
      {...(table.rls
        ? {}
        : {
            tone: "plain",
            better: {
              label: "Protect",
              onChoose: () => {
                onClose();
                onProtect();
              },
            },
          })}
    >
      {table.rls ? (
        <p>
          Its policies stop to count: whoever is granted the table reads and changes every row,
          whosever it is.
        </p>
      ) : (
        <>
          <p>From then on no row is seen or changed through the API unless a policy says so.</p>
          <p>
            <em className="font-medium not-italic text-ink">Protect</em> writes these policies too,
            with the owner column, the grants and the index that they need.
          </p>
        </>
      )}
      {change.error ? <ProblemNotice error={change.error} /> : null}
    </Confirm>
  );
}
