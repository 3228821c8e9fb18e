import { autocompletion, type Completion, type CompletionContext } from '@codemirror/autocomplete';
import { html } from '@codemirror/lang-html';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Alert, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { basicSetup } from 'codemirror';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useProblemSentence } from '../../../parts/problem-view';
import { PlaceholderMenu, vocabularyQuery } from './placeholder-menu';
import { uploadImage } from './upload';

type Check = Schemas['LetterCheckView'];

const SEVERITY = { error: 'error', warning: 'warning', hint: 'info' } as const;

const THEME = EditorView.theme({
  '&': {
    border: '1px solid var(--f-border)',
    borderRadius: '6px',
    background: 'var(--f-surface)',
    color: 'var(--f-text)',
  },
  '.cm-scroller': {
    minHeight: '320px',
    maxHeight: '70vh',
    fontFamily: 'ui-monospace, monospace',
    fontSize: '13px',
  },
  '.cm-gutters': { background: 'var(--f-canvas)', color: 'var(--f-dimmed)', border: 0 },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'var(--f-hover)' },
  '.cm-tooltip': { background: 'var(--f-raised)', color: 'var(--f-text)', borderColor: 'var(--f-line)' },
  '&.cm-focused': { outline: '2px solid var(--f-accent)' },
  '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--f-text)' },
  '.cm-content ::selection': { background: 'var(--f-accent-soft)' },
});

/** Whether a dark ground is behind the letters decides their colours. */
const isDark = () => document.documentElement.dataset['mantineColorScheme'] === 'dark';

/** Where in a text a check is; a word that it names, else its whole line. */
function placeOf(text: string, { line, message }: Check): { from: number; to: number } {
  const lines = text.split('\n');
  const at = Math.min(Math.max(1, line ?? 1), lines.length) - 1;
  const from = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  const named = /\b((?:person|account|campaign)\.\w+)\b/.exec(message)?.[1];
  const inLine = named ? lines[at]!.indexOf(named) : -1;
  return inLine >= 0
    ? { from: from + inLine, to: from + inLine + named!.length }
    : { from, to: from + lines[at]!.length };
}

/** A change that nobody typed here: the text was saved, or taken over from elsewhere. */
const FromOutside = Annotation.define<boolean>();

/** A letter in HTML, MJML or plain text: placeholders are completed, faults marked at their place, pictures dropped in. */
export default function CodeEditor({
  label,
  kind,
  value,
  onChange,
  checks,
}: {
  label: string;
  kind: 'html' | 'mjml' | 'text';
  value: string;
  onChange: (value: string) => void;
  checks: Check[];
  targetTypes: string[];
}) {
  const { t } = useTranslation('letters');
  const sentence = useProblemSentence();
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const told = useRef(value);
  const change = useRef(onChange);
  change.current = onChange;
  const [error, setError] = useState<unknown>();
  const { data: words = [] } = useQuery(vocabularyQuery);
  const options = useRef<Completion[]>([]);
  options.current = words.map(({ insert, name, group }) => ({ label: insert, detail: name, section: group }));

  const insert = (text: string) => {
    const { from, to } = view.current!.state.selection.main;
    view.current!.dispatch({
      changes: { from, to, insert: text },
      selection: { anchor: from + text.length },
    });
    view.current!.focus();
  };
  const picture = async (file: File) => {
    setError(undefined);
    try {
      const { url, alt } = await uploadImage(file);
      // Without words the checks ask for them; empty ones would say that it is only decoration.
      const words = alt ? ` alt="${alt.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"` : '';
      insert(kind === 'mjml' ? `<mj-image src="${url}"${words} />` : `<img src="${url}"${words}>`);
    } catch (failure) {
      setError(failure);
    }
  };
  const putPicture = useRef(picture);
  putPicture.current = picture;

  useEffect(() => {
    const complete = (context: CompletionContext) => {
      const typed = context.matchBefore(/\{\{?[\w. ]*/);
      return typed ? { from: typed.from, options: options.current } : null;
    };
    const pictures = (files: FileList | undefined): boolean => {
      const file = [...(files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (file && kind !== 'text') void putPicture.current(file);
      return Boolean(file) && kind !== 'text';
    };
    const editor = new EditorView({
      parent: parent.current!,
      state: EditorState.create({
        doc: told.current,
        extensions: [
          basicSetup,
          ...(kind === 'text' ? [] : [html({ selfClosingTags: true })]),
          autocompletion({ override: [complete] }),
          lintGutter(),
          THEME,
          EditorView.darkTheme.of(isDark()),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((one) => one.annotation(FromOutside))) return;
            told.current = update.state.doc.toString();
            change.current(told.current);
          }),
          EditorView.domEventHandlers({
            paste: (event) => pictures(event.clipboardData?.files),
            drop: (event) => {
              const is = pictures(event.dataTransfer?.files);
              if (is) event.preventDefault();
              return is;
            },
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [kind, label]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || value === told.current) return;
    told.current = value;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: FromOutside.of(true),
    });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const text = editor.state.doc.toString();
    const found = checks
      .filter(({ line }) => line !== null)
      .map((check): Diagnostic => ({
        ...placeOf(text, check),
        severity: SEVERITY[check.level],
        message: check.message,
      }));
    editor.dispatch(setDiagnostics(editor.state, found));
  }, [checks, value]);

  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text fz="xs" c="dimmed">
          {t('code.hint')}
        </Text>
        <PlaceholderMenu onPick={insert} />
      </Group>
      {error !== undefined && (
        <Alert color="red" role="alert" mb="xs">
          {sentence(error)}
        </Alert>
      )}
      <div ref={parent} data-editor={kind} />
    </div>
  );
}
