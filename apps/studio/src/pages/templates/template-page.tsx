// A page still to be written.
export function TemplatePage() {
  return null;
}
