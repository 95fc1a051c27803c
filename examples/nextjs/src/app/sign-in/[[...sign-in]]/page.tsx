import { SignIn } from "@clerk/nextjs";
import type { Metadata } from "next";
import { SignLoading } from "../../../site/sign-loading.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage() {
  return (
    <div className="sign">
      <SignIn fallback={<SignLoading />} />
    </div>
  );
}
