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
export class WorkingCopy {
  private state: WorkingCopyState = {
    ...{ content: {}, save: 'loading', savedAt: null, theirs: null, refusal: null, isUnkept: false },
  };
  private basedOn: string | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<boolean> | undefined;
  private failures = 0;
  /** How often something was written or saved. */
  private changes = 0;
  /** What this window last put into the browser's storage. */
  private keptText: string | null = null;

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
    if (['waiting', 'saving', 'offline', 'conflict', 'refused'].includes(this.state.save)) return;
    const before = this.changes;
    const server = await this.asked();
    // Meanwhile somebody may have written, and even saved: what was asked for is older then.
    if (!server || before !== this.changes || !['loading', 'saved'].includes(this.state.save)) return;
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

  /** @param changes or what makes them of what stands there by then: an upload ends long after it began */
  set(changes: DraftContent | ((now: DraftContent) => DraftContent)): void {
    this.changes += 1;
    const { content } = this.state;
    this.change({
      content: { ...content, ...(typeof changes === 'function' ? changes(content) : changes) },
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
    if (!['waiting', 'offline'].includes(this.state.save))
      return ['saved', 'loading'].includes(this.state.save);
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
      this.changes += 1;
      this.basedOn = saved.modifiedAt;
      if (this.state.content === content) {
        this.forgetKept();
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
      this.changes += 1;
      this.forgetKept();
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

  /** The state that is saved, to be made what is sent; undefined while it is not. */
  get saved(): { content: DraftContent; basedOn: string | null } | undefined {
    return this.state.save === 'saved' ? { content: this.state.content, basedOn: this.basedOn } : undefined;
  }

  /** This content was made what is sent: what was written since goes over it. */
  published(content: DraftContent): void {
    this.changes += 1;
    this.basedOn = null;
    if (this.state.content === content) {
      this.forgetKept();
      this.change({ content: {}, save: 'saved', savedAt: null });
    } else this.keep();
  }

  private keep(): void {
    this.keptText = JSON.stringify({ content: this.state.content, basedOn: this.basedOn, by: writer });
    try {
      localStorage.setItem(KEY(this.templateId), this.keptText);
      if (this.state.isUnkept) this.change({ isUnkept: false });
    } catch {
      this.change({ isUnkept: true });
    }
  }

  /** Another window's copy stays until that window has saved it. */
  private forgetKept(): void {
    if (localStorage.getItem(KEY(this.templateId)) === this.keptText)
      localStorage.removeItem(KEY(this.templateId));
    this.keptText = null;
  }

  /** What this person left here; another's is theirs, and what cannot be read is nobody's. */
  private kept(): { content: DraftContent; basedOn: string | null } | undefined {
    const text = localStorage.getItem(KEY(this.templateId));
    if (!text) return undefined;
    try {
      const kept = JSON.parse(text) as { content: DraftContent; basedOn: string | null; by?: string };
      if (kept.by !== writer || typeof kept.content !== 'object') return undefined;
      this.keptText = text;
      return kept;
    } catch {
      return undefined;
    }
  }
}

const copies = new Map<string, WorkingCopy>();
let writer = '';

/** Who writes in this browser from now on. */
export function writesAs(name: string): void {
  writer = name;
}

/** Saves what is not saved yet. @returns false where some of it is in this browser alone */
export async function saveAll(): Promise<boolean> {
  const all = await Promise.all([...copies.values()].map((copy) => copy.flush()));
  return all.every(Boolean);
}

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
