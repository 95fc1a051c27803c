import { WEAKNESSES } from "../../analysis/binding.ts";
import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const realtimeTopicIgnored = weakPolicyRule({
  id: "realtime-topic-ignored",
  level: "error",
  title: "A policy of private channels does not ask for the topic",
  why: "Policies of realtime.messages are asked once for each channel that somebody joins. One that does not look at the topic gives the same answer for all of them: whoever passes it hears every private channel, or speaks on it.",
  help: "Compare (select realtime.topic()) with what the caller may hear: 'room:' || (select auth.jwt() ->> 'sub'), or the rooms of their memberships.",
  weaknesses: WEAKNESSES,
  ofTopics: true,
  message: (weak) =>
    `The policy ${policyTitle(weak)} gives the same answer for every topic, to ${weak.verbs.includes("select") ? "hear" : "speak"} (${weak.guard.text})`,
});
