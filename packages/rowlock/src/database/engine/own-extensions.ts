// Extensions that Rowlock gives itself, on every engine. What they do lies in the baseline (cron, net, vault), so that
// it is there with and without CREATE EXTENSION, as on a hosted project whose dashboard switched it on; the extension is
// the mark that migrations and dumps look for. pgjwt and pgmq are all in their scripts.
import { PGMQ } from "./pgmq.ts";

export interface OwnExtension {
  readonly name: string;
  readonly version: string;
  readonly requires?: string;
  /** Where it lies, always. */
  readonly schema?: string;
  /** True: all is in its script, so an engine that has the real one keeps that. */
  readonly yields?: boolean;
  readonly script: string;
  /** True: a name that every dump has, and none of its functions; using one fails in PostgreSQL's words. */
  readonly placeholder?: boolean;
}

/** How the comment of each ends, by which one that was created can be told from the engine's own. */
export const OWN_COMMENT = " as Rowlock gives it";

const MARK = "-- What it does is in the database already.\n";

const PGJWT = `
create function @extschema@.url_encode(data bytea) returns text language sql immutable as $$
  select translate(replace(encode(data, 'base64'), E'\\n', ''), '+/=', '-_')
$$;

create function @extschema@.url_decode(data text) returns bytea language sql immutable as $$
  select decode(rpad(translate(data, '-_', '+/'), (length(data) + 3) / 4 * 4, '='), 'base64')
$$;

-- Bound to pgcrypto where it lies: the script's search path has it, callers' need not.
create function @extschema@.algorithm_sign(signables text, secret text, algorithm text) returns text
language sql immutable
return @extschema@.url_encode(hmac(signables, secret,
  case algorithm when 'HS256' then 'sha256' when 'HS384' then 'sha384' when 'HS512' then 'sha512' end));

create function @extschema@.sign(payload json, secret text, algorithm text default 'HS256') returns text
language sql immutable as $$
  select signables || '.' || @extschema@.algorithm_sign(signables, secret, algorithm)
  from (
    select @extschema@.url_encode(convert_to(json_build_object('alg', algorithm, 'typ', 'JWT')::text, 'UTF8'))
      || '.' || @extschema@.url_encode(convert_to(payload::text, 'UTF8'))
  ) as parts (signables)
$$;

create function @extschema@.verify(token text, secret text, algorithm text default 'HS256')
returns table (header json, payload json, valid boolean) language sql immutable as $$
  select
    convert_from(@extschema@.url_decode(part[1]), 'UTF8')::json,
    convert_from(@extschema@.url_decode(part[2]), 'UTF8')::json,
    coalesce(
      part[3] = @extschema@.algorithm_sign(part[1] || '.' || part[2], secret, algorithm)
        and not coalesce(now() not between
          coalesce(to_timestamp((claims ->> 'nbf')::numeric), '-infinity')
          and coalesce(to_timestamp((claims ->> 'exp')::numeric), 'infinity'), false),
      false)
  from (
    select part, convert_from(@extschema@.url_decode(part[2]), 'UTF8')::json as claims
    from regexp_split_to_array(token, '\\.') as part
  ) as taken
$$;
`;

export const OWN_EXTENSIONS: readonly OwnExtension[] = [
  { name: "pg_cron", version: "1.6.4", script: MARK },
  { name: "pg_net", version: "0.14.0", script: MARK },
  { name: "supabase_vault", version: "0.3.1", script: MARK },
  { name: "pgjwt", version: "0.2.0", requires: "pgcrypto", yields: true, script: PGJWT },
  { name: "pgmq", version: "1.5.1", schema: "pgmq", yields: true, script: PGMQ },
  { name: "pg_graphql", version: "1.5.11", script: MARK, placeholder: true },
  { name: "pgsodium", version: "3.1.8", script: MARK, placeholder: true },
];
