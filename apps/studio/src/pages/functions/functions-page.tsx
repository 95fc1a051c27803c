// A page still to be written.
export function FunctionsPage() {
  return null;
}
