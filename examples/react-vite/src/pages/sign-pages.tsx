// Clerk's own forms. Their steps (a code, a new password) are paths below these.
import { SignIn, SignUp } from "@clerk/react";
import { SignLoading } from "../site/sign-loading.tsx";

export function SignInPage() {
  return (
    <div className="sign">
      <title>Sign in · Tasks</title>
      <SignIn path="/sign-in" fallback={<SignLoading />} />
    </div>
  );
}

export function SignUpPage() {
  return (
    <div className="sign">
      <title>Create an account · Tasks</title>
      <SignUp path="/sign-up" fallback={<SignLoading />} />
    </div>
  );
}
