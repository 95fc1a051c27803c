// What is to be known of a table before its rows are looked at: who gets to them, what stands in the way, and what helps.
import type { TableDetails } from "../../api/wire.ts";
import { Button } from "../../ui/button.tsx";
import { MissingGrants } from "../../ui/missing-grants.tsx";
import { Notice } from "../../ui/notice.tsx";

export interface TableRemarksProps {
  readonly details: TableDetails;
  readonly onProtect: () => void;
}

export function TableRemarks({ details, onProtect }: TableRemarksProps) {
  const remark = remarkOn(details);
  if (remark === undefined && details.missingGrants.length === 0) return null;
  return (
    <div className="flex max-h-[45dvh] shrink-0 flex-col gap-2 overflow-y-auto border-b border-line bg-surface px-4 py-3">
      {remark === undefined ? null : (
        <Notice
          tone={remark.tone}
          title={remark.title}
          action={
            <Button size="small" icon="shield" onClick={onProtect}>
              Protect
            </Button>
          }
        >
          {remark.words}
        </Notice>
      )}
      <MissingGrants missing={details.missingGrants} />
    </div>
  );
}

interface Remark {
  readonly tone: "attention" | "info";
  readonly title: string;
  readonly words: string;
}

/** Of tables that the Data API serves; the others are nobody's business but the server's. */
function remarkOn({ kind, exposed, rls, policies, grants }: TableDetails): Remark | undefined {
  if (!exposed || (kind !== "table" && kind !== "partitioned table")) return undefined;
  const granted = grants.filter(
    (grant) => grant.role !== "service_role" && grant.privileges.length > 0,
  );
  if (!rls && granted.length > 0) {
    const rights = granted.map(({ role, privileges }) => `${role} may ${privileges.join(", ")}`);
    return {
      tone: "attention",
      title: "Row level security is off, and the table is granted",
      words: `${rights.join("; ")}: all rows, whosever they are.`,
    };
  }
  if (!rls) {
    return {
      tone: "info",
      title: "Row level security is off",
      words: "Nobody is granted the table yet. Once somebody is, all its rows are theirs.",
    };
  }
  return policies.length > 0
    ? undefined
    : {
        tone: "info",
        title: "No policy speaks of this table",
        words: "Row level security is on, so nobody sees a row through the API.",
      };
}
