import { SignUp } from "@clerk/nextjs";
import type { Metadata } from "next";
import { SignLoading } from "../../../site/sign-loading.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default function SignUpPage() {
  return (
    <div className="sign">
      <SignUp fallback={<SignLoading />} />
    </div>
  );
}
