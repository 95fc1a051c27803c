// The steps of the guide on Clerk's side, asked of the Backend API.
import * as z from "zod";
import type { ClerkPort } from "../ports.ts";
import type { SetupStep } from "../wire/overview.ts";

interface ClerkContext {
  readonly clerk: ClerkPort;
}

const templatesSchema = z.array(z.object({ name: z.string(), signing_algorithm: z.string() }));
const countSchema = z.object({ total_count: z.number() });

export async function templateStep({ clerk }: ClerkContext): Promise<SetupStep> {
  const templates = await ask(clerk, { path: "/v1/jwt_templates", schema: templatesSchema });
  const found = templates?.find((template) => template.name === "supabase");
  if (found === undefined) {
    return {
      id: "template",
      state: "todo",
      finding: "There is no JWT template named supabase yet",
    };
  }
  return found.signing_algorithm.startsWith("HS")
    ? {
        id: "template",
        state: "done",
        finding: `The template supabase signs with ${found.signing_algorithm}`,
      }
    : {
        id: "template",
        state: "attention",
        finding: `The template supabase signs with ${found.signing_algorithm}, not with the project's JWT secret`,
      };
}

export async function readPeople({ clerk }: ClerkContext): Promise<SetupStep> {
  const answer = await ask(clerk, { path: "/v1/users/count", schema: countSchema });
  const count = answer?.total_count ?? 0;
  return count >= 2
    ? { id: "people", state: "done", finding: `${count} people can sign in` }
    : {
        id: "people",
        state: "todo",
        finding:
          count === 0
            ? "Nobody can sign in yet"
            : "One person can sign in: a second shows that rows are kept apart",
      };
}

interface Question<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
}

/** Undefined when the identity service does not answer as expected: the step then counts as not done. */
async function ask<Schema extends z.ZodType>(
  clerk: ClerkPort,
  { path, schema }: Question<Schema>,
): Promise<z.output<Schema> | undefined> {
  const answer = await clerk.request(path);
  if (!answer.ok) return undefined;
  const parsed = schema.safeParse(await answer.json());
  return parsed.success ? parsed.data : undefined;
}
