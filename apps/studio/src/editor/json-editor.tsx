// The editor of a JSON text, with completion of shortcodes between braces where they are given.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { json, jsonLanguage, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { useMemo } from "react";
import type { ClerkShortcode } from "../api/clerk-resources.ts";
import { CodeEditor, type CodeEditorProps } from "./code-editor.tsx";

export interface JsonEditorProps extends Omit<CodeEditorProps, "language"> {
  readonly shortcodes?: readonly ClerkShortcode[] | undefined;
}

const PLAIN: Extension = [json(), linter(jsonParseLinter())];

export function JsonEditor({ shortcodes, ...props }: JsonEditorProps) {
  const language = useMemo(
    () => (shortcodes === undefined ? PLAIN : [PLAIN, completion(shortcodes)]),
    [shortcodes],
  );
  return <CodeEditor {...props} language={language} />;
}

function completion(shortcodes: readonly ClerkShortcode[]): Extension {
  const options: readonly Completion[] = shortcodes.map(({ name, type, meaning, nested }) => ({
    label: name,
    detail: nested ? `${type}, or one field of it` : type,
    info: meaning,
  }));
  return jsonLanguage.data.of({
    autocomplete: (context: CompletionContext) => complete(context, options),
  });
}

/** Within `{{ ... }}` of a text. */
function complete(
  context: CompletionContext,
  options: readonly Completion[],
): CompletionResult | null {
  const open = context.matchBefore(/\{\{[^}]*/);
  if (open === null) return null;
  const word = context.matchBefore(/[\w.]*/);
  return { from: word?.from ?? context.pos, options: [...options], validFor: /^[\w.]*$/ };
}
