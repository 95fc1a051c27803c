// A page still to be written.
export function PoliciesPage() {
  return null;
}
