// The run's secret: it comes in the fragment of the link that `rowlock dev` prints, is taken out of the address at once, and is
// kept in this origin's storage, so that a bookmark of any page works for as long as the run lasts.

const KEY = "rowlock.secret";

/** Called once, before anything is asked of the API. */
export function takeSecretFromAddress(): void {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const secret = fragment.get("token");
  if (secret === null) return;
  localStorage.setItem(KEY, secret);
  history.replaceState(history.state, "", location.pathname + location.search);
}

export function readSecret(): string {
  return localStorage.getItem(KEY) ?? "";
}
