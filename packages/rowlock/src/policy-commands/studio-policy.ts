// The policy commands that Studio offers, as the stack asks for them. Their rooms are read when Studio first asks: a third of
// what a stack consists of, and none of it is needed for a start.
import type { StudioPolicy } from "../stack/start-studio.ts";

export const studioPolicy: StudioPolicy = {
  async audit(...asked) {
    const { auditDatabase } = await import("./audit-project.ts");
    return auditDatabase(...asked);
  },
  async declareIntent(...declared) {
    const { declareIntent } = await import("./declare-intent.ts");
    return declareIntent(...declared);
  },
  async drift(url, opened) {
    const [{ driftFromMigrations }, { describeJudged }] = await Promise.all([
      import("./judged-database.ts"),
      import("../policy/judged/judged.ts"),
    ]);
    const drift = await driftFromMigrations(url, { opened, onNotice: () => {} });
    return { judged: describeJudged({ kind: "project", running: true }), drift };
  },
};
