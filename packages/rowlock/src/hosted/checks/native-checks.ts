// The native form: Clerk's session tokens, whose issuer the project trusts and which carry the role.
import { type CheckLine, ok, type Pair, unknown, type Wanted, whenKnown, wrong } from "./line.ts";

export function native(pair: Pair, { native: isWanted }: Wanted): readonly CheckLine[] {
  return isWanted ? [issuerTrusted(pair), keysFetched(pair), roleClaim(pair)] : [];
}

function issuerTrusted({ supabase, clerk }: Pair): CheckLine {
  return whenKnown("third-party auth", supabase.integrations, (integrations) => {
    if (clerk.issuer.kind !== "known") return unknown(clerk.issuer.reason);
    const issuer = clerk.issuer.value;
    const page = `https://supabase.com/dashboard/project/${supabase.ref}/auth/third-party`;
    const others = integrations.filter((one) => one.issuer !== issuer);
    if (others.length === integrations.length) {
      const names = others.map(nameOf).join(", ");
      return wrong(
        `${issuer} is not trusted; trusted: ${names || "nobody"}`,
        `Add ${issuer} at ${page}`,
      );
    }
    if (others.length > 0) {
      return wrong(
        `besides ${issuer} the tokens of ${others.map(nameOf).join(", ")} are taken`,
        `Remove at ${page} what is not yours any more`,
      );
    }
    return ok(`${issuer} is trusted, and nobody else`);
  });
}

function nameOf({ issuer, id }: { readonly issuer: string | null; readonly id: string }): string {
  return issuer ?? `the keys of integration ${id}`;
}

/** Supabase looks at the issuer's keys again from time to time, up to 30 minutes late. */
function keysFetched({ supabase, clerk }: Pair): CheckLine {
  return whenKnown("issuer's keys", clerk.keyIds, (published) => {
    if (supabase.integrations.kind !== "known") return unknown(supabase.integrations.reason);
    const { issuer } = clerk;
    const own = supabase.integrations.value.find(
      (one) => issuer.kind === "known" && one.issuer === issuer.value,
    );
    if (own === undefined) return unknown("the issuer is not trusted yet");
    if (own.keyIds === null) {
      return wrong("Supabase has not fetched them yet", "Wait some minutes and check again");
    }
    const absent = published.filter((id) => !own.keyIds?.includes(id));
    if (absent.length === 0) return ok("published, and Supabase has them");
    return wrong(
      `Supabase does not have ${absent.join(", ")} yet`,
      "Wait up to 30 minutes after a change of keys, then remove the integration and add it again",
    );
  });
}

function roleClaim({ clerk }: Pair): CheckLine {
  const check = "role claim";
  const fix = `clerk config patch --json '{"session":{"claims":{"role":"authenticated"}}}', or "Customize session token" at https://dashboard.clerk.com/~/sessions`;
  if (clerk.sessionClaims === undefined) {
    return {
      check,
      ...unknown("only Clerk's Platform API tells: set CLERK_PLATFORM_API_KEY", fix),
    };
  }
  return whenKnown(check, clerk.sessionClaims, ({ role }) => {
    if (role === "authenticated") return ok("session tokens carry role: authenticated");
    if (role === undefined) {
      return wrong("session tokens carry no role: their requests run as anon", fix);
    }
    return wrong(`session tokens carry another role than authenticated`, fix);
  });
}
