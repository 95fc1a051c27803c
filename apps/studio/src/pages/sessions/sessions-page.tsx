// A page still to be written.
export function SessionsPage() {
  return null;
}
