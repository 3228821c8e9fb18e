import '@mantine/tiptap/styles.css';
import { Link, RichTextEditor } from '@mantine/tiptap';
import { useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PlaceholderMenu } from './placeholder-menu';

const HREF = /^(https?:|mailto:|tel:|#|\{)/i;

/** A text of paragraphs, lists, links and emphasis; what is pasted is reduced to that. */
export default function RichText({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (html: string) => void;
}) {
  const { t } = useTranslation('letters');
  const told = useRef(value);
  const editor = useEditor({
    shouldRerenderOnTransaction: true,
    extensions: [
      StarterKit.configure({
        ...{ code: false, codeBlock: false, trailingNode: false, link: false },
        heading: { levels: [2, 3] },
      }),
      Link.configure({
        ...{ openOnClick: false, autolink: false, linkOnPaste: true },
        HTMLAttributes: { target: null, rel: null },
        isAllowedUri: (uri) => HREF.test(uri),
      }),
    ],
    content: value,
    editorProps: { attributes: { 'aria-label': label, role: 'textbox', 'aria-multiline': 'true' } },
    onUpdate: ({ editor: changed }) => {
      told.current = changed.getHTML();
      onChange(told.current);
    },
  });
  // What comes from elsewhere (the other's copy, code) is shown; what was typed here is not set again.
  useEffect(() => {
    if (!editor || value === told.current) return;
    told.current = value;
    editor.commands.setContent(value, { emitUpdate: false });
  }, [editor, value]);
  return (
    <RichTextEditor editor={editor} labels={labelsOf(t)}>
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.Underline />
          <RichTextEditor.ClearFormatting />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.H2 />
          <RichTextEditor.H3 />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Undo />
          <RichTextEditor.Redo />
        </RichTextEditor.ControlsGroup>
        <PlaceholderMenu
          onPick={(words) => editor?.chain().focus().insertContent({ type: 'text', text: words }).run()}
        />
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  );
}

/** Names of the controls in the reader's language. */
const labelsOf = (t: (key: string) => string) => ({
  boldControlLabel: t('rich.bold'),
  italicControlLabel: t('rich.italic'),
  underlineControlLabel: t('rich.underline'),
  clearFormattingControlLabel: t('rich.clear'),
  h2ControlLabel: t('rich.h2'),
  h3ControlLabel: t('rich.h3'),
  bulletListControlLabel: t('rich.bullets'),
  orderedListControlLabel: t('rich.numbers'),
  blockquoteControlLabel: t('rich.quote'),
  linkControlLabel: t('rich.link'),
  unlinkControlLabel: t('rich.unlink'),
  undoControlLabel: t('rich.undo'),
  redoControlLabel: t('rich.redo'),
  linkEditorInputLabel: t('rich.linkAddress'),
  linkEditorInputPlaceholder: 'https://',
  linkEditorSave: t('rich.linkSave'),
});
