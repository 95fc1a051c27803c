// The editor with PostgreSQL's language and the database's names. Loaded when first shown (sql-field.tsx).
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { schemaQuery } from "../api/queries.ts";
import { CodeEditor, type CodeEditorProps } from "./code-editor.tsx";
import { sqlLanguage } from "./sql-language.ts";

export type SqlEditorProps = Omit<CodeEditorProps, "language">;

export function SqlEditor(props: SqlEditorProps) {
  const schema = useQuery(schemaQuery);
  const language = useMemo(() => sqlLanguage(schema.data), [schema.data]);
  return <CodeEditor {...props} language={language} />;
}
