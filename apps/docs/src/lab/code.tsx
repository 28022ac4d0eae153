import { type ReactNode, useEffect, useRef, useState } from 'react';

import type { Editor } from './editor.ts';
import styles from './lab.module.css';

interface CodeProps {
  /** The name of the experiment's file. */
  readonly file: string;
  readonly code: string;
  /** The line at which a run failed. */
  readonly line: number | undefined;
  onChange(code: string): void;
}

/** The experiment's code: plain text at first, an editor once its parts are here. */
export function Code({ file, code, line, onChange }: CodeProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const newest = useRef({ code, onChange });
  const [editor, setEditor] = useState<Editor>();
  newest.current = { code, onChange };

  useEffect(() => {
    let made: Editor | undefined;
    let here = true;
    void import('./editor.ts').then(({ makeEditor }) => {
      if (!here || !place.current) return;
      const label = `${file}, which Run runs; Tab leaves the editor`;
      made = makeEditor(place.current, newest.current.code, label, (text) => newest.current.onChange(text));
      setEditor(made);
    });
    return () => {
      here = false;
      made?.destroy();
    };
  }, [file]);
  useEffect(() => editor?.setText(code), [editor, code]);
  useEffect(() => editor?.markLine(line), [editor, line]);

  return (
    <div className={styles.code}>
      {!editor && (
        <pre tabIndex={0} aria-label={file}>
          <code>{code}</code>
        </pre>
      )}
      <div ref={place} className={styles.editor} />
    </div>
  );
}
