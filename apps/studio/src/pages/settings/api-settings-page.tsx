// A page still to be written.
export function ApiSettingsPage() {
  return null;
}
