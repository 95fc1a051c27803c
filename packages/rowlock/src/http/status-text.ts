// The words beside an answer's status, where they are the answer's own. @hono/node-server writes a Response without
// them, and asking a Response for its `statusText` would make it slow to write; so they are kept beside it.

const texts = new WeakMap<Response, string>();

/** Has the listener write these words, which must be printable ASCII. */
export function setStatusText(response: Response, text: string): void {
  texts.set(response, text);
}

export function statusTextOf(response: Response): string | undefined {
  return texts.get(response);
}
