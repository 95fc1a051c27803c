// Clerk reads who is signed in from each request for a page or an action. Built files need nobody, and what stands under
// /api/ is called by servers, which bring their own proof.
import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware();

export const config = {
  matcher: ["/((?!_next/|api/|.*\\.(?:css|js|map|png|jpg|jpeg|svg|webp|ico|txt|webmanifest)$).*)"],
};
