// Addresses and numbers as they are shown to who did not type them: enough to know one's own again.

export function maskedEmailAddress(emailAddress: string): string {
  const [local = "", domain = ""] = emailAddress.split("@");
  return `${local.slice(0, 1)}****@${domain}`;
}

export function maskedPhoneNumber(phoneNumber: string): string {
  return `${phoneNumber.slice(0, 2)}******${phoneNumber.slice(-4)}`;
}
