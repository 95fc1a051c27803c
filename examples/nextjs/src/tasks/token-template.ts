// Which of Clerk's tokens goes to Supabase: one made from the JWT template of this name, or, with an empty name,
// the session token itself (Clerk as a third-party issuer). The rest of the app is the same for both.

export const tokenTemplate = process.env.NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE ?? "supabase";
