// How the database itself turns values into other forms: casts of domains, and aggregates or functions that make media types.
import type { QualifiedName } from "./qualified-name.ts";

/** An implicit cast between a domain and json or text, by a function (a "domain representation"). */
export interface Representation {
  readonly from: string;
  readonly to: string;
  /** The function's name as SQL text that needs no search path. */
  readonly function: string;
}

/** An aggregate or function whose result is a domain named like a media type. */
export interface MediaHandler {
  /** The schema in which the handler is exposed: that of the aggregate, or of the function that returns the domain. */
  readonly schema: string;
  /** What to call: an aggregate over rows, or the domain as a cast of what the function gave. */
  readonly handler: QualifiedName;
  /** The relation or function that it is for; undefined: any relation. */
  readonly target: QualifiedName | undefined;
  /** The domain's name in lower case. */
  readonly mediaType: string;
  /** Differs from the domain's name for the domain that stands for any media type. */
  readonly produces: string;
  /** What gives the bytes of the domain's base type; undefined where its text is them. */
  readonly send: QualifiedName | undefined;
}
