// The policy commands that Studio offers, as the stack asks for them.
import type { StudioPolicy } from "../stack/start-studio.ts";
import { auditDatabase } from "./audit-project.ts";
import { declareIntent } from "./declare-intent.ts";

export const studioPolicy: StudioPolicy = { audit: auditDatabase, declareIntent };
