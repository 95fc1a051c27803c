// Clerk reads who is signed in from each request for a page or an action; built files need nobody.
import { clerkMiddleware } from "@clerk/nextjs/server";

export default clerkMiddleware();

export const config = {
  matcher: ["/((?!_next/|.*\\.(?:css|js|map|png|jpg|jpeg|svg|webp|ico|txt|webmanifest)$).*)"],
};
