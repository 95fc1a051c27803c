// /v1/organizations/:id/membership_requests: people who ask to be let in, and the yes or no of who manages members.
import { decideRequest } from "../organizations/enroll.ts";
import { requirePermission } from "../organizations/permissions.ts";
import { membershipRequestJson } from "../resources/organization-domain.ts";
import { pageJson } from "../resources/page.ts";
import { listMembershipRequests } from "../store/enrollments.ts";
import { requireSignedIn } from "./frontend-call.ts";
import { asManager } from "./organizations.ts";
import { pageOf } from "./page-of.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/organizations/:id/membership_requests";
const MANAGE = "org:sys_memberships:manage";

export function membershipRequestRoutes(app: FrontendApp): void {
  read(app, BASE, async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    const { database, addresses } = call.instance;
    const key = { organizationId: id, userId: user.id };
    await requirePermission(database, { ...key, permission: MANAGE });
    const { data, total } = await listMembershipRequests(database, {
      organizationId: id,
      statuses: call.query.texts("status"),
      ...pageOf(call),
    });
    return pageJson(
      data.map((request) => membershipRequestJson(request, { addresses })),
      total,
    );
  });
  for (const [verb, status] of [
    ["accept", "accepted"],
    ["reject", "rejected"],
  ] as const) {
    change(app, ["POST", `${BASE}/:request/${verb}`], (call, { id = "", request = "" }) =>
      asManager(call, { id, permission: MANAGE }, (work, organization) =>
        decideRequest(work, { id: request, organizationId: organization.id, status }),
      ),
    );
  }
}
