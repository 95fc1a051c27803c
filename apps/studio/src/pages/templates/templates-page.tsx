// A page still to be written.
export function TemplatesPage() {
  return null;
}
