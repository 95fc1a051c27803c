import type { PassedOver } from "../reports.ts";

/** Why policies do not count, as the end of a sentence. */
export function passedOverWords(reason: PassedOver): string {
  switch (reason.kind) {
    case "no-policies":
      return `a ${reason.relationKind.replace("-", " ")} has no policies`;
    case "rls-off":
      return "row level security is off";
    case "superuser":
      return `${reason.role} is a superuser`;
    case "bypass":
      return `${reason.role} passes over row level security (BYPASSRLS)`;
    case "owner":
      return `${reason.role} owns the table`;
    case "public-bucket":
      return "the bucket is public, so whoever has a file's address may read it";
    case "signed-url":
      return "whoever signed the URL was asked when it was signed";
    case "view-as-caller":
      return "the view reads its tables as whoever asks, with their policies";
    case "view-as-owner":
      return `the view reads its tables with the rights of its owner, ${reason.owner}`;
  }
}
