// How the API says no: one shape for every error.

export interface ApiProblem {
  readonly error: {
    /** Stable: `STUDIO_...`, a Rowlock code, or an SQLSTATE. */
    readonly code: string;
    readonly message: string;
    readonly detail?: string | undefined;
    readonly hint?: string | undefined;
    /** The form's field or the row's column that is wrong. */
    readonly field?: string | undefined;
  };
}
