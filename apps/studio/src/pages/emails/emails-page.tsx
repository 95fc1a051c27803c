// A page still to be written.
export function EmailsPage() {
  return null;
}
