// A page still to be written.
export function TablesPage() {
  return null;
}
