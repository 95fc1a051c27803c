import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyAnyAuthenticated = weakPolicyRule({
  id: "policy-any-authenticated",
  level: "error",
  title: "A policy asks only whether somebody is signed in",
  why: "Anyone can sign up. A policy that any signed-in user passes shows every user's rows to all the others.",
  help: "Compare the row's owner with the caller: (select auth.jwt()->>'sub') = user_id.",
  weaknesses: ["signed-in"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} is passed by anyone with a token, for ${weak.verbs.join(", ")}`,
});
