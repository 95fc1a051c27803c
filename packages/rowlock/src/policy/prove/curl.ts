// A request as a command line that anybody can run. The token is left to the shell.
import type { Actor } from "./cast.ts";
import type { ProofRequest } from "./send.ts";
import { bodyText, headersOf, queryText } from "./send.ts";

export function curlOf(request: ProofRequest, actor: Actor): string {
  const parts = ["curl"];
  if (request.method !== "GET") parts.push("-X", request.method);
  parts.push(
    quote(
      `$SUPABASE_URL/${request.service === "storage" ? "storage" : "rest"}/v1${request.path}${queryText(request)}`,
    ),
  );
  parts.push("-H", quote("apikey: $SUPABASE_KEY"));
  if (actor.person !== null) parts.push("-H", quote("Authorization: Bearer $TOKEN"));
  for (const [name, value] of Object.entries(actor.headers ?? {})) {
    parts.push("-H", quote(`${name}: ${value}`));
  }
  const prefer = request.prefer?.filter((one) => one !== "tx=rollback");
  for (const [name, value] of Object.entries(
    headersOf({ ...request, ...(prefer ? { prefer } : {}) }),
  )) {
    parts.push("-H", quote(`${name}: ${value}`));
  }
  const text = bodyText(request);
  if (text !== undefined) parts.push("-d", quoteLiterally(text));
  return parts.join(" ");
}

/** In double quotes, so that the shell puts the variables in. */
function quote(text: string): string {
  return `"${text.replaceAll(/(["\\`])/g, "\\$1")}"`;
}

function quoteLiterally(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
