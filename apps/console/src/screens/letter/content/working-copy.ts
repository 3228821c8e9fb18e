import { useEffect, useSyncExternalStore } from 'react';
import { call, type Schemas } from '../../../api/client';
import { isPassing, isProblem } from '../../../api/problem';

export type DraftContent = Schemas['DraftContentView'];
export type Draft = Schemas['TemplateDraftView'];

export type SaveState = 'loading' | 'saved' | 'waiting' | 'saving' | 'offline' | 'conflict' | 'refused';

export interface WorkingCopyState {
  content: DraftContent;
  save: SaveState;
  savedAt: Date | null;
  /** Who saved something else meanwhile, and what. */
  theirs: Draft | null;
  /** Why the server would not even keep it. */
  refusal: string | null;
  /** This browser has no room left to keep what was typed. */
  isUnkept: boolean;
}

const PAUSE = 1_500;
const KEY = (id: string) => `facteur.letter.${id}`;

/**
 * What is being written of a letter, which is never what is sent. Each sign is kept in this browser at once, and saved on the
 * server when the typing pauses; what the server knows is taken out of the browser. It outlives the page that shows it.
 */
class WorkingCopy {
  private state: WorkingCopyState = {
    ...{ content: {}, save: 'loading', savedAt: null, theirs: null, refusal: null, isUnkept: false },
  };
  private basedOn: string | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | undefined;
  private failures = 0;

  constructor(private readonly templateId: string) {
    window.addEventListener('facteur-signed-in', () => void this.flush());
    window.addEventListener('online', () => void this.flush());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): WorkingCopyState => this.state;

  private change(changes: Partial<WorkingCopyState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }

  private get path(): string {
    return `/email-templates/${this.templateId}/draft`;
  }

  /** Asks the server what is there, and looks whether this browser kept more. */
  async load(): Promise<void> {
    if (['waiting', 'saving', 'offline', 'conflict'].includes(this.state.save)) return;
    const server = await this.asked();
    // Meanwhile somebody may have begun to write.
    if (!server || !['loading', 'saved', 'refused'].includes(this.state.save)) return;
    this.basedOn = server.modifiedAt;
    const kept = this.kept();
    if (!kept)
      return this.change({
        content: server.content,
        save: 'saved',
        savedAt: server.modifiedAt ? new Date(server.modifiedAt) : null,
      });
    if (kept.basedOn === server.modifiedAt) {
      this.change({ content: kept.content, save: 'waiting' });
      void this.flush();
    } else this.change({ content: kept.content, save: 'conflict', theirs: server });
  }

  /** What the server keeps. While it cannot be reached the browser's own copy is shown, and it is asked again. */
  private async asked(): Promise<Draft | undefined> {
    try {
      return await call<Draft>(this.path);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.status !== 0 && error.status !== 401 && error.status < 500) {
        this.change({ save: 'refused', refusal: error.message });
        return undefined;
      }
      const kept = this.state.save === 'loading' ? this.kept() : undefined;
      if (kept) {
        this.basedOn = kept.basedOn;
        this.change({ content: kept.content, save: 'offline' });
        this.timer = setTimeout(() => void this.flush(), 1_000);
      } else setTimeout(() => void this.load(), 3_000);
      return undefined;
    }
  }

  set(changes: DraftContent): void {
    this.change({
      content: { ...this.state.content, ...changes },
      save: this.state.save === 'conflict' ? 'conflict' : 'waiting',
      refusal: null,
    });
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), PAUSE);
  }

  /** Saves now what is not saved yet; false where it could not be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!['waiting', 'offline'].includes(this.state.save)) return this.state.save === 'saved';
    this.running = this.attempt();
    try {
      return await this.running;
    } finally {
      this.running = undefined;
    }
  }

  private async attempt(): Promise<boolean> {
    const { content } = this.state;
    this.change({ save: 'saving' });
    try {
      const saved = await call<Draft>(this.path, { method: 'PUT', body: { content, basedOn: this.basedOn } });
      this.failures = 0;
      this.basedOn = saved.modifiedAt;
      if (this.state.content === content) {
        localStorage.removeItem(KEY(this.templateId));
        this.change({ save: 'saved', savedAt: new Date(saved.modifiedAt!) });
      } else {
        this.keep();
        this.change({ save: 'waiting' });
        this.timer = setTimeout(() => void this.flush(), PAUSE);
      }
      return true;
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.status === 412) {
        this.change({ save: 'conflict', theirs: error.body.current as unknown as Draft });
      } else if (isPassing(error) || error.status === 401) {
        this.failures += 1;
        this.change({ save: 'offline' });
        this.timer = setTimeout(() => void this.flush(), Math.min(30_000, 1_000 * 2 ** this.failures));
      } else this.change({ save: 'refused', refusal: error.errors[0]?.reason ?? error.message });
      return false;
    }
  }

  /** Answers somebody's other copy; what is not taken stays in neither. */
  async resolve(which: 'mine' | 'theirs'): Promise<void> {
    const { theirs } = this.state;
    if (!theirs) return;
    this.basedOn = theirs.modifiedAt;
    if (which === 'theirs') {
      localStorage.removeItem(KEY(this.templateId));
      return this.change({
        content: theirs.content,
        save: 'saved',
        theirs: null,
        savedAt: theirs.modifiedAt ? new Date(theirs.modifiedAt) : null,
      });
    }
    this.change({ save: 'waiting', theirs: null });
    this.keep();
    await this.flush();
  }

  /** It was made what is sent: nothing is left of it. */
  published(): void {
    this.basedOn = null;
    localStorage.removeItem(KEY(this.templateId));
    this.change({ content: {}, save: 'saved', savedAt: null });
  }

  private keep(): void {
    try {
      localStorage.setItem(
        KEY(this.templateId),
        JSON.stringify({ content: this.state.content, basedOn: this.basedOn }),
      );
      if (this.state.isUnkept) this.change({ isUnkept: false });
    } catch {
      this.change({ isUnkept: true });
    }
  }

  private kept(): { content: DraftContent; basedOn: string | null } | undefined {
    const text = localStorage.getItem(KEY(this.templateId));
    return text ? (JSON.parse(text) as { content: DraftContent; basedOn: string | null }) : undefined;
  }
}

const copies = new Map<string, WorkingCopy>();

export function workingCopyOf(templateId: string): WorkingCopy {
  const known = copies.get(templateId) ?? new WorkingCopy(templateId);
  copies.set(templateId, known);
  return known;
}

/** The working copy of a template, loaded when a page begins to show it and saved when it ends. */
export function useWorkingCopy(templateId: string): [WorkingCopyState, WorkingCopy] {
  const copy = workingCopyOf(templateId);
  useEffect(() => {
    void copy.load();
    return () => void copy.flush();
  }, [copy]);
  return [useSyncExternalStore(copy.subscribe, copy.snapshot), copy];
}
