// A page still to be written.
export function UsersPage() {
  return null;
}
