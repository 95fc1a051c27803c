// A page still to be written.
export function SqlPage() {
  return null;
}
