// One error of the Frontend or Backend API as the tables beside this file list it.

export interface ErrorForm {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly code: string;
  /** `<name>` is filled from the details given. Never a token, a key or a password. */
  readonly message: string;
  /** Absent: the same as `message`. */
  readonly long?: string;
}
