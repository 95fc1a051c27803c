import { hear, MEMBER, OWN, type RuleCases, TEAMS } from "../rule-case.ts";

const ME = "(select auth.jwt() ->> 'sub')";
const TOPIC = "(select realtime.topic())";
const speak = (test: string) =>
  `create policy "Speak" on realtime.messages for insert to authenticated with check (${test});\n`;

export const cases: RuleCases = {
  invalid: [
    { name: "only the kind of message", sql: hear("extension in ('broadcast', 'presence')") },
    {
      name: "a member of any team",
      sql: `${TEAMS}${hear(`exists (select from members m where m.user_id = ${ME})`)}`,
    },
    { name: "to speak, the kind of message alone", sql: speak("extension = 'broadcast'") },
    {
      name: "one way of two",
      sql: hear(`${TOPIC} = 'room:' || ${ME} or (extension = 'presence' and ${ME} is not null)`),
    },
  ],
  valid: [
    { name: "one's own room", sql: hear(`${TOPIC} = 'room:' || ${ME}`) },
    { name: "one's own room, by the column", sql: speak(`topic = ${ME}`) },
    { name: "a part of the topic", sql: hear(`split_part(${TOPIC}, ':', 2) = ${ME}`) },
    {
      name: "the rooms of one's teams",
      sql: `${TEAMS}${hear(`exists (select from members m where m.user_id = ${ME} and 'team:' || m.team_id = ${TOPIC})`)}`,
    },
    { name: "a channel by its name", sql: hear(`${TOPIC} = 'news' and extension = 'broadcast'`) },
    {
      name: "policies of another table",
      sql: `${TEAMS}create policy p on projects to authenticated using (${MEMBER});`,
    },
    {
      name: "another table's column",
      sql: `create table topics (topic text, user_id text); create policy p on topics using (${OWN});`,
    },
  ],
};
