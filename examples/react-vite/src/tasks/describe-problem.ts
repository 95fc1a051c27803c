// A database error in the words of this app. The original goes to the console of whoever runs it.

interface DatabaseError {
  readonly code?: string;
  readonly message: string;
}

export function describeProblem(error: DatabaseError): string {
  console.error(`Tasks: ${error.code || "no answer"}: ${error.message}`);
  switch (error.code) {
    case "42501":
      return "The database does not let you do that. Sign in again, or ask whoever runs this app.";
    case "PGRST301":
    case "PGRST303":
      return "Your sign-in has run out. Sign in again.";
    default:
      return "The database did not answer as it should. Try again in a moment.";
  }
}
