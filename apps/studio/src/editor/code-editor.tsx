// An editor of code in a form or a page: CodeMirror with the language that it is given. Tab leaves it, as it leaves any other field;
// indenting is Mod-] and Mod-[.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  placeholder as placeholderOf,
} from "@codemirror/view";
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { useFieldControl } from "../ui/field.tsx";
import { editorTheme } from "./editor-theme.ts";

export interface CodeEditorHandle {
  focus(): void;
  /** The marked text, or nothing when nothing is marked. */
  selection(): { readonly text: string; readonly from: number } | undefined;
  /** Puts a text where the cursor is. */
  insert(text: string): void;
}

export interface CodeFault {
  readonly message: string;
  /** In UTF-16 units; absent where the place is not known. */
  readonly at: number;
}

export interface CodeEditorProps {
  readonly value: string;
  readonly onChange?: (value: string) => void;
  /** Language, completion, linting. Must stay the same object while it is the same. */
  readonly language: Extension;
  readonly label: string;
  readonly placeholder?: string;
  readonly numbers?: boolean;
  readonly readOnly?: boolean;
  readonly minHeight?: string;
  readonly maxHeight?: string;
  /** Underlined until the text changes. */
  readonly fault?: CodeFault | undefined;
  /** On Mod-Enter. */
  readonly onRun?: () => void;
  readonly className?: string;
  readonly ref?: Ref<CodeEditorHandle>;
}

export function CodeEditor(props: CodeEditorProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const languageSlot = useRef(new Compartment());
  const attributesSlot = useRef(new Compartment());
  const attributes = useContentAttributes(props);
  const { "aria-invalid": invalid } = useFieldControl();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its element; later values are dispatched
  useEffect(() => {
    if (parent.current === null) return;
    const made = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: props.value,
        extensions: [
          ...basics(latest),
          languageSlot.current.of(props.language),
          props.numbers ? lineNumbers() : [],
          props.readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
          props.placeholder ? placeholderOf(props.placeholder) : [],
          attributesSlot.current.of(attributes),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === props.value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.value } });
  }, [props.value]);

  useEffect(() => {
    view.current?.dispatch({ effects: languageSlot.current.reconfigure(props.language) });
  }, [props.language]);

  useEffect(() => {
    view.current?.dispatch({ effects: attributesSlot.current.reconfigure(attributes) });
  }, [attributes]);

  useEffect(() => {
    const editor = view.current;
    if (editor !== null) showFault(editor, props.fault);
  }, [props.fault]);

  useImperativeHandle(props.ref, () => ({
    focus: () => view.current?.focus(),
    selection: () => selectionOf(view.current),
    insert: (text) => {
      const editor = view.current;
      editor?.dispatch(editor.state.replaceSelection(text));
      editor?.focus();
    },
  }));

  return (
    <div
      ref={parent}
      className={`overflow-hidden rounded-md border bg-surface has-focus:border-accent has-focus:outline-2 has-focus:outline-accent [&_.cm-editor]:h-full [&_.cm-scroller]:overflow-auto ${
        invalid ? "border-danger" : "border-line-strong"
      } ${props.className ?? ""}`}
      style={{ minHeight: props.minHeight, maxHeight: props.maxHeight, display: "grid" }}
    />
  );
}

/** What those who hear the editor are told: its name, its field's hint and error, and whether it can be written in. */
function useContentAttributes({
  label,
  readOnly = false,
}: Pick<CodeEditorProps, "label" | "readOnly">): Extension {
  const { id, "aria-describedby": describedBy, "aria-invalid": invalid } = useFieldControl();
  return useMemo(
    () =>
      EditorView.contentAttributes.of({
        "aria-label": label,
        ...(id ? { id } : {}),
        ...(describedBy ? { "aria-describedby": describedBy } : {}),
        ...(invalid ? { "aria-invalid": "true" } : {}),
        ...(readOnly ? { tabindex: "0", role: "textbox", "aria-readonly": "true" } : {}),
      }),
    [label, id, describedBy, invalid, readOnly],
  );
}

function basics(latest: { readonly current: CodeEditorProps }): Extension[] {
  return [
    editorTheme,
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ icons: false }),
    EditorView.lineWrapping,
    keymap.of([
      {
        key: "Mod-Enter",
        run: () => {
          latest.current.onRun?.();
          return latest.current.onRun !== undefined;
        },
      },
      { key: "Tab", run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
    }),
  ];
}

function showFault(editor: EditorView, fault: CodeFault | undefined): void {
  const diagnostics: Diagnostic[] = [];
  if (fault !== undefined) {
    const from = Math.min(fault.at, editor.state.doc.length);
    const word = editor.state.wordAt(from);
    const to = word?.to ?? Math.min(from + 1, editor.state.doc.length);
    diagnostics.push({ from, to, severity: "error", message: fault.message });
    editor.dispatch({ effects: EditorView.scrollIntoView(from, { y: "center" }) });
  }
  editor.dispatch(setDiagnostics(editor.state, diagnostics));
}

function selectionOf(editor: EditorView | null): ReturnType<CodeEditorHandle["selection"]> {
  const range = editor?.state.selection.main;
  if (editor === null || range === undefined || range.empty) return undefined;
  return { text: editor.state.sliceDoc(range.from, range.to), from: range.from };
}
