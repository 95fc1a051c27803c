// A page still to be written.
export function ClerkSettingsPage() {
  return null;
}
