// The policy commands that Studio offers, as the stack asks for them.
import { describeJudged } from "../policy/judged/judged.ts";
import type { StudioPolicy } from "../stack/start-studio.ts";
import { auditDatabase } from "./audit-project.ts";
import { declareIntent } from "./declare-intent.ts";
import { driftFromMigrations } from "./judged-database.ts";

export const studioPolicy: StudioPolicy = {
  audit: auditDatabase,
  declareIntent,
  async drift(url, opened) {
    const drift = await driftFromMigrations(url, { opened, onNotice: () => {} });
    return { judged: describeJudged({ kind: "project", running: true }), drift };
  },
};
