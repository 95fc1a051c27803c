// A page still to be written.
export function TableView() {
  return null;
}
