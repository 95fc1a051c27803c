// A page still to be written.
export function MigrationsPage() {
  return null;
}
