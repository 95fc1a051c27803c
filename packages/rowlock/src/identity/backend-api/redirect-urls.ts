// /v1/redirect_urls: the addresses to which a native app may be sent back.
import { clerkError } from "../errors/clerk-api-error.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  deleteRedirectUrl,
  findRedirectUrl,
  insertRedirectUrl,
  listRedirectUrls,
  type RedirectUrlRow,
} from "../store/redirect-urls.ts";
import { change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const BASE = "/redirect_urls";
const object = "redirect_url";

export function redirectUrlRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], async (call) => {
    const { data, total } = await listRedirectUrls(call.instance.database, pageOf(call));
    const json = data.map(show);
    return call.query.flag("paginated") === true ? pageJson(json, total) : json;
  });
  route(app, ["POST", BASE], (call) => {
    const url = requireAddress(call.form.requireText("url"));
    return change(call, async (work) => {
      const row = {
        id: work.newId("redirectUrl"),
        url,
        created_at: work.now,
        updated_at: work.now,
      };
      if (await insertRedirectUrl(work, row)) return show(row);
      throw clerkError("duplicateRecord", {
        param: "url",
        values: { what: "redirect URL", value: url },
      });
    });
  });
  route(app, ["GET", `${BASE}/:id`], async (call, { id = "" }) => {
    const row = await findRedirectUrl(call.instance.database, id);
    if (row === undefined) throw clerkError("resourceNotFound");
    return show(row);
  });
  route(app, ["DELETE", `${BASE}/:id`], (call, { id = "" }) =>
    change(call, async (work) => {
      if (!(await deleteRedirectUrl(work, id))) throw clerkError("resourceNotFound");
      return deletedJson(object, id);
    }),
  );
}

/** What a script could run in is no place to be sent to. */
function requireAddress(url: string): string {
  if (URL.canParse(url) && !/^(javascript|data|blob|about|file|vbscript):/i.test(url)) return url;
  throw clerkError("paramFormatInvalid", {
    param: "url",
    values: { expected: "an address such as https://app.example.com/after or myapp://callback" },
  });
}

function show(row: RedirectUrlRow) {
  return { object, ...row } as const;
}
