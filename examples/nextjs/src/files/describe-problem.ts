// A refusal of the file store in the words of this app. The original goes to the console of whoever runs it.

interface FileProblem {
  readonly message: string;
  /** What the answer means; its HTTP status may say less. */
  readonly statusCode?: string | undefined;
}

export function describeProblem({ message, statusCode }: FileProblem): string {
  console.error(`Files: ${statusCode || "no answer"}: ${message}`);
  switch (statusCode) {
    case "403":
      return "The file store does not let you do that. Sign in again, or ask whoever runs this app.";
    case "404":
      return "That file is no longer there.";
    case "409":
      return "You have a file of that name. Delete it first, or give this one another name.";
    case "413":
      return "Files may have up to 5 MB.";
    default:
      return "The file store did not answer as it should. Try again in a moment.";
  }
}
