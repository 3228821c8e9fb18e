import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { MailingService, ProgressService } from '@facteur/dispatch';
import { InvalidInput } from '@facteur/platform';
import {
  catchError,
  concat,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  filter,
  from,
  interval,
  map,
  merge,
  type Observable,
  of,
  share,
  Subject,
  takeUntil,
  timer,
} from 'rxjs';

const EACH = 1_000;
/** Says that the line is alive where nothing else is to be said. */
const SIGN_OF_LIFE = 15_000;

/**
 * Topics that somebody watches. What is watched is asked of the database once a second, however many watch it and
 * whichever process changes it; what nobody watches is not asked.
 */
@Injectable()
export class Live implements OnModuleDestroy {
  private readonly watched = new Map<string, Observable<string>>();
  private readonly end = new Subject<void>();

  constructor(
    private readonly mailings: MailingService,
    private readonly progress: ProgressService,
  ) {}

  onModuleDestroy(): void {
    this.end.next();
    this.end.complete();
  }

  /** @throws InvalidInput for a topic that there is none of. */
  of(topics: string[]): Observable<MessageEvent> {
    const streams = topics.map((topic) =>
      this.stream(topic).pipe(map((data): MessageEvent => ({ type: topic.split(':')[0]!, id: topic, data }))),
    );
    const alive = interval(SIGN_OF_LIFE).pipe(map((): MessageEvent => ({ type: 'alive', data: '{}' })));
    return merge(...streams, alive).pipe(takeUntil(this.end));
  }

  private stream(topic: string): Observable<string> {
    const look = this.lookAt(topic);
    const known = this.watched.get(topic);
    // Whoever comes later gets a snapshot of their own first.
    const snapshot = from(look()).pipe(map((value) => JSON.stringify(value)));
    if (known) return concat(snapshot, known).pipe(distinctUntilChanged());
    const shared = timer(EACH, EACH).pipe(
      exhaustMap(() => from(look()).pipe(catchError(() => EMPTY))),
      map((value) => JSON.stringify(value)),
      distinctUntilChanged(),
      share({
        resetOnRefCountZero: () => {
          this.watched.delete(topic);
          return of(true);
        },
      }),
    );
    this.watched.set(topic, shared);
    return concat(snapshot, shared).pipe(
      filter((value) => value !== undefined),
      distinctUntilChanged(),
    );
  }

  private lookAt(topic: string): () => Promise<object> {
    const [kind, id = ''] = topic.split(':', 2);
    if (kind === 'mass-email' && id)
      return async () => this.progress.of(await this.mailings.ofChannel('email', 'mass e-mail', id));
    if (kind === 'home') return () => this.mailings.outline();
    throw InvalidInput.of('topics', `"${topic}" is none; there are mass-email:ID and home`);
  }
}
