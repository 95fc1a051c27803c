// The Table Editor: the list of tables at the side, the chosen one beside it. On a narrow screen one takes the other's place.
import { getRouteApi, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "../../ui/button.tsx";
import { Empty, useDocumentTitle } from "../../ui/page.tsx";
import { CreateTableForm } from "./create-table-form.tsx";
import { TableList } from "./table-list.tsx";

const route = getRouteApi("/tables");

export function TablesPage() {
  const { new: newIn } = route.useSearch();
  const { table } = useParams({ strict: false });
  const navigate = useNavigate();
  useDocumentTitle(table ?? "Table Editor");
  const create = (schema: string) =>
    void navigate({ to: ".", search: (now) => ({ ...now, new: schema }) });
  return (
    <div className="flex h-full min-h-0">
      <div
        className={`w-full shrink-0 flex-col border-r border-line bg-surface md:flex md:w-60 ${
          table === undefined ? "flex" : "hidden"
        }`}
      >
        <TableList onCreate={create} />
      </div>
      <div className={`min-w-0 flex-1 flex-col md:flex ${table === undefined ? "hidden" : "flex"}`}>
        <Outlet />
        {table === undefined ? (
          <div className="m-auto w-full max-w-lg p-8">
            <Empty
              icon="table"
              title="Choose a table"
              action={
                <Button variant="primary" icon="plus" onClick={() => create("public")}>
                  Create a new table
                </Button>
              }
            >
              Its rows, columns and policies show here. You see all rows: Studio reads as the
              database's owner.
            </Empty>
          </div>
        ) : null}
      </div>
      {newIn === undefined ? null : (
        <CreateTableForm
          schema={newIn}
          onClose={() => void navigate({ to: ".", search: ({ new: _, ...rest }) => rest })}
        />
      )}
    </div>
  );
}
