// Which channel, as whom, and whose changes.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { usersQuery } from "../../api/clerk-queries.ts";
import { emailOf, nameOf } from "../../api/clerk-resources.ts";
import { schemaQuery } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { CodeInput, Field, Select } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { OpenChannel } from "./use-channel.ts";

export function JoinForm({ channel }: { readonly channel: OpenChannel }) {
  const users = useQuery(usersQuery({}));
  const schema = useQuery(schemaQuery);
  const [as, setAs] = useState("");
  const [topic, setTopic] = useState("room:1");
  const [kind, setKind] = useState<"public" | "private">("public");
  const [table, setTable] = useState("");
  const [error, setError] = useState<unknown>();
  const managed = new Set(
    schema.data?.schemas.flatMap((one) => (one.managed ? [one.name] : [])) ?? [],
  );
  const tables = (schema.data?.tables ?? []).filter(
    (one) => one.kind === "table" && !managed.has(one.schema),
  );
  const chosen = tables.find((one) => nameOfTable(one) === table);
  const isIn = channel.status === "joined" || channel.status === "joining";

  async function join() {
    setError(undefined);
    try {
      await channel.join({
        as: as || undefined,
        topic,
        isPrivate: kind === "private",
        table: chosen,
      });
    } catch (cause) {
      channel.leave();
      setError(cause);
    }
  }

  return (
    <Card className="flex flex-col gap-4 p-4">
      <form
        className="flex flex-wrap items-end gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void join();
        }}
      >
        <Field label="Join as" className="basis-56">
          <Select value={as} onChange={(event) => setAs(event.target.value)}>
            <option value="">anon: signed out</option>
            {(users.data?.users ?? []).map((user) => (
              <option key={user.id} value={user.id}>
                {emailOf(user) ?? nameOf(user)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Topic" className="basis-44">
          <CodeInput required value={topic} onChange={(event) => setTopic(event.target.value)} />
        </Field>
        <Choice
          legend="Channel"
          value={kind}
          options={[
            { value: "public", label: "Public" },
            { value: "private", label: "Private" },
          ]}
          onChange={setKind}
        />
        <Field label="Changes of" className="basis-52">
          <Select value={table} onChange={(event) => setTable(event.target.value)}>
            <option value="">no table</option>
            {tables.map((one) => (
              <option key={nameOfTable(one)}>{nameOfTable(one)}</option>
            ))}
          </Select>
        </Field>
        <Button type="submit" variant="primary" busy={channel.status === "joining"}>
          {isIn ? "Join anew" : "Join"}
        </Button>
        {isIn ? <Button onClick={channel.leave}>Leave</Button> : null}
      </form>
      {error === undefined ? null : <ProblemNotice error={error} />}
    </Card>
  );
}

function nameOfTable({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`;
}
