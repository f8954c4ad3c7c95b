import '@angular/compiler';
import {
  ApplicationRef,
  Component,
  createEnvironmentInjector,
  DOCUMENT,
  EnvironmentInjector,
  makeStateKey,
  PLATFORM_ID,
  TransferState,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BehaviorSubject, NEVER, startWith, Subject, timer } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { fixedInterval, isPollTimeoutError, StatusCode, toOperationJson } from '../../src/index.js';
import type { InjectOperationOptions, OperationSignals, OperationsTestingOptions } from '../../src/angular/index.js';
import {
  injectOperation,
  injectOperations,
  provideOperationsTesting,
  SCRIPTED_OPERATIONS,
} from '../../src/angular/index.js';
import type { OperationScript } from '../../src/testing/index.js';
import * as messages from '../support/messages.js';
import { NAME, types } from '../support/messages.js';
import { angularTestBed, provide, Time } from './angular-test-bed.js';

const KEY = makeStateKey<unknown>(`rxjs-longrunning ${NAME}`);

describe('A state that the server rendered', () => {
  angularTestBed();
  let time: Time;

  beforeEach(() => (time = new Time()));

  const script = (
    answers: OperationScript<string, string>,
    options: OperationsTestingOptions<string, string> = {},
  ): void => {
    const polling = { scheduler: time, schedule: fixedInterval(1_000) };
    provide(provideOperationsTesting({ [NAME]: answers }, { ...types, ...polling, ...options }));
  };
  const follow = (options: InjectOperationOptions<string, string> = {}): OperationSignals<string, string> => {
    const operation = TestBed.runInInjectionContext(() => injectOperation(NAME, { ...types, ...options }));
    TestBed.tick();
    return operation;
  };
  const calls = (): number => TestBed.inject(SCRIPTED_OPERATIONS).calls.length;

  describe('is handed over', () => {
    beforeEach(() => provide({ provide: PLATFORM_ID, useValue: 'server' }));

    it('when there is one, and no other is taken', async () => {
      script([messages.running('half'), messages.running('more')]);
      expect(follow().metadata()).toBe('half');
      await TestBed.inject(ApplicationRef).whenStable();
      time.pass(60_000);

      expect(calls()).toBe(1);
      expect(TestBed.inject(TransferState).get(KEY, undefined)).toEqual(toOperationJson(messages.running('half')));
    });

    it('without a long poll and without a pause, as nobody looks at the page yet', () => {
      script([messages.running('half')], { longPoll: true, pauseWhile: NEVER.pipe(startWith(true)) });
      expect(follow().metadata()).toBe('half');
      expect(TestBed.inject(SCRIPTED_OPERATIONS).calls[0]?.method).toBe('getOperation');
    });

    it('but not after a failure, which the browser may not meet', () => {
      script([StatusCode.UNAVAILABLE]);
      expect(follow().poll()?.failures).toBe(1);
      expect(TestBed.inject(TransferState).hasKey(KEY)).toBeFalse();
    });

    it('but not where two clients know an operation of that name, each another', () => {
      script([messages.running('half'), messages.running('half'), messages.running('half')]);
      const other = createEnvironmentInjector(
        [provideOperationsTesting({ [NAME]: [messages.running('other')] }, { ...types, scheduler: time })],
        TestBed.inject(EnvironmentInjector),
      );
      follow();
      follow();
      expect(TestBed.inject(TransferState).hasKey(KEY)).toBeTrue();
      expect(follow({ injector: other }).metadata()).toBe('other');
      expect(TestBed.inject(TransferState).hasKey(KEY)).toBeFalse();
      follow();
      expect(TestBed.inject(TransferState).hasKey(KEY)).toBeFalse();
    });

    it('and the rendering waits for it, and no longer', async () => {
      const answer = new Subject<OperationMessage>();
      script([answer]);
      const operation = follow();
      const stable: boolean[] = [];
      const subscription = TestBed.inject(ApplicationRef).isStable.subscribe((now) => stable.push(now));
      await Promise.resolve();
      expect(stable).toEqual([false]);

      answer.next(messages.running('half'));
      await TestBed.inject(ApplicationRef).whenStable();
      expect([operation.metadata(), stable]).toEqual(['half', [false, true]]);
      subscription.unsubscribe();
    });
  });

  describe('is taken', () => {
    it('at once, and no call is made when the operation is done', () => {
      script('');
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.succeeded('painted')));
      const operation = follow();
      time.pass(60_000);

      expect([operation.response(), calls()]).toEqual(['painted', 0]);
    });

    it('at once, by all who follow it, and polls begin after a delay', () => {
      script([messages.running('more'), messages.running('most'), messages.succeeded('painted')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const [operation, other] = [follow(), follow()];
      expect([operation.metadata(), other.metadata(), calls()]).toEqual(['half', 'half', 0]);
      expect(operation.poll()).toEqual({ attempt: 1, failures: 0, nextDelay: 1_000 });

      time.pass(1_000);
      expect([operation.metadata(), other.metadata(), calls()]).toEqual(['more', 'most', 2]);
    });

    it('and a refresh does not wait for the delay', () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const operation = follow();
      operation.refresh();
      time.pass(0);

      expect([operation.metadata(), calls()]).toEqual(['more', 1]);
    });

    it('and the schedule goes on from there', () => {
      script([messages.running('more'), messages.running('most')], { schedule: (attempt) => attempt * 1_000 });
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const operation = follow();
      time.pass(1_000);
      expect(operation.poll()).toEqual({ attempt: 2, failures: 0, nextDelay: 2_000 });
    });

    it('and is the first state of a wait, which takes no longer for it', () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const operation = follow({ timeout: 400 });
      time.pass(400);

      expect(isPollTimeoutError(operation.error())).toBeTrue();
      // The one poll is that which is made when the time is up.
      expect([operation.metadata(), calls()]).toEqual(['more', 1]);
    });

    it('while the polling pauses, too, which goes on at once when it does not any more', () => {
      const pauseWhile = new BehaviorSubject(true);
      script([messages.running('more')], { pauseWhile });
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const operation = follow();
      expect(operation.metadata()).toBe('half');
      pauseWhile.next(false);
      time.pass(0);

      expect([operation.metadata(), calls()]).toEqual(['more', 1]);
    });

    it('and a value of pollNow makes one poll, not one for each subscription to it', () => {
      script([messages.running('more'), messages.running('most')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const operation = follow({ pollNow: timer(500, time) });
      time.pass(1_400);

      expect([operation.metadata(), calls()]).toEqual(['more', 1]);
    });

    it('no more once the application is stable, as it is old', async () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      follow();
      await TestBed.inject(ApplicationRef).whenStable();

      expect(follow().metadata()).toBe('more');
    });

    it('by nobody who comes once the application is stable, such as a block that is hydrated late', async () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const Page = Component({ selector: 'app-page', template: '{{ text }}' })(
        class {
          readonly text = 'page';
        },
      );
      const application = TestBed.inject(ApplicationRef);
      const page = application.bootstrap(Page, TestBed.inject(DOCUMENT).createElement('app-page'));
      await application.whenStable();

      expect(follow().metadata()).toBe('more');
      page.destroy();
    });

    it('by Observables, too, and not for a message that says more', () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      const { poll$ } = TestBed.runInInjectionContext(() => injectOperations());
      const seen: unknown[] = [];
      poll$(NAME, types)
        .subscribe(({ metadata }) => seen.push(metadata))
        .unsubscribe();
      poll$(messages.running('some'), types)
        .subscribe(({ metadata }) => seen.push(metadata))
        .unsubscribe();

      expect(seen).toEqual(['half', 'more']);
    });
  });
});
