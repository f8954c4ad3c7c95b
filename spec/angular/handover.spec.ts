import '@angular/compiler';
import { ApplicationRef, makeStateKey, PLATFORM_ID, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER, startWith, Subject } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { fixedInterval, StatusCode, toOperationJson } from '../../src/index.js';
import type { OperationSignals, OperationsTestingOptions } from '../../src/angular/index.js';
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
  const follow = (): OperationSignals<string, string> => {
    const operation = TestBed.runInInjectionContext(() => injectOperation(NAME, types));
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

      expect([operation.metadata(), calls()]).toEqual(['more', 1]);
    });

    it('no more once the application is stable, as it is old', async () => {
      script([messages.running('more')]);
      TestBed.inject(TransferState).set(KEY, toOperationJson(messages.running('half')));
      follow();
      await TestBed.inject(ApplicationRef).whenStable();

      expect(follow().metadata()).toBe('more');
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
