import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../../test/database.ts";
import { proveDatabase } from "../../../test/proof-lab.ts";
import { mutantsOf } from "./mutants.ts";
import { readCorpus } from "./read-corpus.ts";

const only = process.env.ONLY?.split(",");
const part = Number(process.env.PART ?? 0),
  parts = Number(process.env.PARTS ?? 1);
let n = 0;
for (const base of readCorpus("sound")) {
  if (only && !only.includes(base.name)) continue;
  if (n++ % parts !== part) continue;
  test(base.name, async () => {
    const database = await createTestDatabase({ app: true });
    await database.query(base.sql);
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    const mutants = await mutantsOf(client, { openToRead: ["countries"] });
    await client.end();
    await database.drop();
    let survived = 0;
    for (const m of mutants) {
      const d = await createTestDatabase({ app: true });
      try {
        await d.query(base.sql);
        await d.query(m.sql);
        const proof = await proveDatabase(d, { config: base.config });
        if (proof.leaks.length === 0) {
          survived++;
          console.log(`SURVIVED ${base.name} [${m.kind}] ${m.target} :: ${m.sql}`);
        } else if (proof.leaks.some((l) => !l.confirmed))
          console.log(
            `UNCONFIRMED ${base.name} [${m.kind}] ${m.target} ${proof.leaks.filter((l) => !l.confirmed).map((l) => l.verb)}`,
          );
      } catch (e) {
        console.log(
          `ERROR ${base.name} [${m.kind}] ${m.target} ${(e as Error).message} :: ${m.sql}`,
        );
      } finally {
        await d.drop();
      }
    }
    console.log(`DONE ${base.name} ${mutants.length} mutants ${survived} survived`);
  }, 600000);
}
