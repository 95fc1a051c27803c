import { expect, test } from "vitest";
import { checkSchema } from "./corpus-check.ts";
import { readCorpus } from "./read-corpus.ts";

const only = process.env.ONLY;
for (const kind of ["defects", "sound"] as const)
  for (const schema of readCorpus(kind)) {
    if (only && !only.split(",").includes(schema.name)) continue;
    test(`${kind}: ${schema.name}`, async () => {
      const r = await checkSchema(schema);
      const missing = {
        audit: schema.expected.audit.filter((x) => !r.audit.includes(x)),
        prove: schema.expected.prove.filter((x) => !r.prove.includes(x)),
      };
      const extra = {
        audit: r.audit.filter((x) => !schema.expected.audit.includes(x)),
        prove: r.prove.filter((x) => !schema.expected.prove.includes(x)),
      };
      console.log(
        `RESULT ${kind} ${schema.name} missing=${JSON.stringify(missing)} extra=${JSON.stringify(extra)} unknown=${JSON.stringify(r.unknown)} trusted=${r.trusted}`,
      );
      expect(missing).toEqual({ audit: [], prove: [] });
      if (kind === "sound") expect(extra).toEqual({ audit: [], prove: [] });
      expect(r.trusted).toBe(true);
    });
  }
