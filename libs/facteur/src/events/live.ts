import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { MailingService, ProgressService } from '@facteur/dispatch';
import { actorNow, InvalidInput, reachKey, reachOf } from '@facteur/platform';
import {
  catchError,
  concat,
  defer,
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

  /**
   * @param isWelcome whether whoever watches may still do so; asked with each sign of life
   * @throws InvalidInput for a topic that there is none of.
   */
  of(topics: string[], isWelcome: () => Promise<boolean>): Observable<MessageEvent> {
    // All are looked through before any is asked: what is begun and never waited for would fail unheard.
    const looks = topics.map((topic) => [topic, this.lookAt(topic)] as const);
    const streams = looks.map(([topic, look]) =>
      this.stream(topic, look).pipe(
        map((data): MessageEvent => ({ type: topic.split(':')[0]!, id: topic, data })),
      ),
    );
    const welcome = interval(SIGN_OF_LIFE).pipe(
      exhaustMap(() => from(isWelcome().catch(() => false))),
      share(),
    );
    const alive = welcome.pipe(map((): MessageEvent => ({ type: 'alive', data: '{}' })));
    const gone = welcome.pipe(filter((is) => !is));
    return merge(...streams, alive).pipe(takeUntil(merge(this.end, gone)));
  }

  private stream(topic: string, look: () => Promise<object>): Observable<string> {
    // Whoever comes later gets a snapshot of their own first. What there is none of is never watched.
    const snapshot = defer(() => from(look())).pipe(map((value) => JSON.stringify(value)));
    return concat(
      snapshot,
      defer(() => this.watch(topic, look)),
    ).pipe(distinctUntilChanged());
  }

  /** Asked once a second, for all who watch it together. */
  private watch(topic: string, look: () => Promise<object>): Observable<string> {
    // Whoever sees other things hears other things.
    const actor = actorNow();
    const key = actor ? `${topic} ${reachKey(reachOf(actor))}` : topic;
    const known = this.watched.get(key);
    if (known) return known;
    const shared = timer(EACH, EACH).pipe(
      exhaustMap(() => from(look()).pipe(catchError(() => EMPTY))),
      map((value) => JSON.stringify(value)),
      distinctUntilChanged(),
      share({
        resetOnRefCountZero: () => {
          this.watched.delete(key);
          return of(true);
        },
      }),
    );
    this.watched.set(key, shared);
    return shared;
  }

  private lookAt(topic: string): () => Promise<object> {
    const [kind, id = ''] = topic.split(':', 2);
    if (kind === 'mass-email' && id)
      return async () => this.progress.of(await this.mailings.ofChannel('email', 'mass e-mail', id));
    if (kind === 'home') return () => this.mailings.outline();
    throw InvalidInput.of('topics', `"${topic}" is none; there are mass-email:ID and home`);
  }
}
