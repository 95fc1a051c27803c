// The token in an Authorization header, found as PostgREST finds it: any other scheme counts as no token at all.

/** The token; "" when the scheme stands alone, undefined when there is no bearer token. */
export function readBearerToken(header: string | null | undefined): string | undefined {
  const match = /^bearer(?:\s+|$)(.*)$/is.exec(header ?? "");
  return match === null ? undefined : (match[1] ?? "");
}
