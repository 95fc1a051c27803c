// A page still to be written.
export function UserPage() {
  return null;
}
