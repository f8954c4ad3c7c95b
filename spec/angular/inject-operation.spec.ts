import '@angular/compiler';
import { Component, inject, Injector, NgZone, signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { TestBed } from '@angular/core/testing';
import { defer, filter, firstValueFrom, NEVER, of, Subject, throwError } from 'rxjs';
import type { PollInfo } from '../../src/index.js';
import {
  fixedInterval,
  isOperationError,
  isPollError,
  isRpcError,
  pack,
  StatusCode,
  tolerateTransient,
} from '../../src/index.js';
import type { InjectOperationOptions, OperationSignals, OperationsTestingOptions } from '../../src/angular/index.js';
import {
  injectOperation,
  provideOperations,
  provideOperationsTesting,
  SCRIPTED_OPERATIONS,
  withClient,
} from '../../src/angular/index.js';
import { failed, running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import type { OperationScript } from '../../src/testing/index.js';
import { count, NAME, types } from '../support/messages.js';
import { rpcError } from '../support/rpc-errors.js';
import { angularTestBed, provide, shown, Time } from './angular-test-bed.js';

describe('injectOperation', () => {
  angularTestBed();
  let time: Time;

  beforeEach(() => (time = new Time()));

  /** Provides a script for operations, polled every second. */
  const script = (
    scripts: Record<string, OperationScript<string, string>>,
    options: OperationsTestingOptions<string, string> = {},
  ): void =>
    provide(
      provideOperationsTesting(scripts, { ...types, scheduler: time, schedule: fixedInterval(1_000), ...options }),
    );

  const follow = (
    operation: Parameters<typeof injectOperation>[0] = NAME,
    options: InjectOperationOptions<string, string> = {},
  ): OperationSignals<string, string> => {
    const followed = TestBed.runInInjectionContext(() => injectOperation(operation, { ...types, ...options }));
    TestBed.tick();
    return followed;
  };

  const methods = (): string[] => TestBed.inject(SCRIPTED_OPERATIONS).calls.map(({ method }) => method);
  const polled = (): string[] => TestBed.inject(SCRIPTED_OPERATIONS).calls.map(({ request }) => request.name);

  it('shows each state as signals, the metadata and the response unpacked, until the end', () => {
    script({ [NAME]: [running('half'), succeeded('painted', 'all')] });
    const operation = follow();
    expect([operation.status(), operation.metadata(), operation.response()]).toEqual(['running', 'half', undefined]);
    expect(operation.poll()).toEqual({ attempt: 1, failures: 0, nextDelay: 1_000 });
    expect(operation.state()?.name).toBe(NAME);

    time.pass(1_000);
    expect([operation.status(), operation.metadata(), operation.response()]).toEqual(['succeeded', 'all', 'painted']);
    expect([operation.poll(), operation.error()]).toEqual([{ attempt: 2, failures: 0 }, undefined]);

    time.pass(10_000);
    expect(methods()).toEqual(['getOperation', 'getOperation']);
  });

  it('shows in a component, which changes with it', async () => {
    script({ [NAME]: [running('half'), succeeded('painted')] });
    const Page = Component({
      selector: 'app-page',
      template: '{{ operation.status() }} {{ operation.metadata() }} @if (operation.response(); as it) { {{ it }} }',
    })(
      class {
        readonly operation = injectOperation(NAME, types);
      },
    );
    const fixture = TestBed.createComponent(Page);

    expect(await shown(fixture)).toBe('running half');
    time.pass(1_000);
    expect(await shown(fixture)).toMatch(/^succeeded\s+painted$/);
  });

  it('a component that is destroyed stops polling, and cancels no operation', async () => {
    script({ [NAME]: 'rrr', 'operations/2': 's' }, { latency: 100 });
    const Page = Component({ selector: 'app-page', template: '' })(
      class {
        readonly operation = injectOperation(NAME);
      },
    );
    const fixture = TestBed.createComponent(Page);
    await shown(fixture);
    time.pass(1_150);
    const client = TestBed.inject(SCRIPTED_OPERATIONS);
    expect(client.inFlight).toBe(1);

    fixture.destroy();
    time.pass(60_000);

    expect(client.inFlight).toBe(0);
    expect(methods()).toEqual(['getOperation', 'getOperation']);
  });

  it('follows a name that changes, shows nothing of the last one then, and does nothing while there is none', () => {
    script({ [NAME]: [running('one'), running('one')], 'operations/2': [running('two')] });
    const name = signal<string | undefined>(undefined);
    const operation = follow(name);
    expect([operation.state(), polled()]).toEqual([undefined, []]);

    name.set(NAME);
    TestBed.tick();
    expect(operation.metadata()).toBe('one');

    name.set('operations/2');
    expect(operation.state()).toBeUndefined();
    // A poll of the last one, before Angular knows, is shown to nobody.
    time.pass(1_000);
    expect(operation.state()).toBeUndefined();
    TestBed.tick();
    expect(operation.metadata()).toBe('two');

    name.set(undefined);
    TestBed.tick();
    time.pass(60_000);
    expect([operation.status(), polled()]).toEqual([undefined, [NAME, NAME, 'operations/2']]);
  });

  it('follows a message, and asks nothing about one that is done', () => {
    script({ [NAME]: [succeeded('painted')] });
    const message = TestBed.inject(SCRIPTED_OPERATIONS);
    const operation = follow({ name: NAME, done: true });

    expect([operation.status(), message.calls]).toEqual(['succeeded', []]);
  });

  it('a tolerated failure shows in poll, with the next try, and is no error', () => {
    script({ [NAME]: [running('half'), StatusCode.UNAVAILABLE, succeeded()] });
    const operation = follow();
    time.pass(1_000);
    expect(operation.poll()).toEqual(jasmine.objectContaining({ failures: 1, nextDelay: 1_000 }));
    expect([operation.metadata(), operation.error()]).toEqual(['half', undefined]);

    time.pass(1_000);
    expect([operation.status(), operation.poll()?.failures]).toEqual(['succeeded', 0]);
  });

  it('an error that ends the polling shows beside what was known, until refresh has brought another', () => {
    const { PERMISSION_DENIED, UNAVAILABLE } = StatusCode;
    script({ [NAME]: [running('half'), PERMISSION_DENIED, UNAVAILABLE, succeeded('painted')] });
    const operation = follow();
    time.pass(1_000);
    expect([operation.status(), operation.metadata()]).toEqual(['lost', 'half']);
    expect(isPollError(operation.error())).toBeTrue();
    time.pass(60_000);
    expect(polled().length).toBe(2);

    operation.refresh();
    // It goes on from the last state: a failure that is tolerated takes nothing away.
    const { status, metadata, poll, error } = operation;
    expect([status(), metadata(), poll()?.failures, error()]).toEqual(['running', 'half', 1, undefined]);
    time.pass(1_000);
    expect(operation.response()).toBe('painted');
  });

  const { NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE } = StatusCode;
  const endings: readonly [
    string,
    OperationScript<string, string>,
    InjectOperationOptions<string, string>,
    Partial<PollInfo>,
  ][] = [
    ['a first poll that is not tolerated', [NOT_FOUND], {}, { attempt: 1, failures: 1 }],
    ['a later one', [running('half'), PERMISSION_DENIED], {}, { attempt: 2, failures: 1 }],
    [
      'failures up to a limit',
      [running('half'), UNAVAILABLE, UNAVAILABLE],
      { tolerance: tolerateTransient({ maxFailures: 1 }) },
      { attempt: 3, failures: 2 },
    ],
    ['its time is up', [running('half'), running('half')], { timeout: 500 }, { attempt: 2, failures: 0 }],
    ['its time is up while polls fail', [running('half'), UNAVAILABLE], { timeout: 500 }, { attempt: 2, failures: 1 }],
    [
      'a response that does not unpack',
      [running('half'), { done: true, response: pack(3, count) }],
      {},
      { attempt: 2, failures: 0 },
    ],
    [
      'an input that fails',
      [running('half')],
      { pauseWhile: throwError(() => new Error('a bug')) },
      { attempt: 0, failures: 0 },
    ],
  ];
  for (const [what, answers, options, poll] of endings) {
    it(`when polling has ended, all signals agree, and none says that it goes on: ${what}`, () => {
      script({ [NAME]: answers });
      const operation = follow(NAME, options);
      time.pass(60_000);

      const state = operation.state();
      if (state?.status !== 'lost') throw new Error(`expected a lost state, found ${state?.status}`);
      expect([operation.status(), operation.poll(), operation.error()]).toEqual(['lost', state.poll, state.error]);
      expect([operation.metadata(), operation.response()]).toEqual([state.metadata, undefined]);
      expect(operation.error()).toBeInstanceOf(Error);
      expect(operation.poll()).toEqual(jasmine.objectContaining(poll));
      expect(operation.poll()?.nextDelay).toBeUndefined();
      expect([TestBed.inject(SCRIPTED_OPERATIONS).inFlight, state.name]).toEqual([0, NAME]);
    });
  }

  it('a polling that ends again counts from where it began anew', () => {
    script({ [NAME]: [running('half'), NOT_FOUND, NOT_FOUND, running('most')] });
    const operation = follow();
    time.pass(1_000);
    expect(operation.poll()).toEqual(jasmine.objectContaining({ attempt: 2, failures: 1 }));

    operation.refresh();
    expect([operation.status(), operation.metadata()]).toEqual(['lost', 'half']);
    expect(operation.poll()).toEqual(jasmine.objectContaining({ attempt: 1, failures: 1 }));
    operation.refresh();
    expect([operation.status(), operation.error(), operation.poll()?.nextDelay]).toEqual(['running', undefined, 1_000]);
  });

  it('the error of an operation that failed is its OperationError', () => {
    script({ [NAME]: [failed(StatusCode.INTERNAL, 'no paint')] });
    const operation = follow();

    expect(operation.status()).toBe('failed');
    expect(isOperationError(operation.error())).toBeTrue();
    expect(operation.error()?.message).toContain('no paint');
  });

  it('a malformed name, and what is thrown that is no error, show as errors', () => {
    script({ [NAME]: 'rr' });
    const malformed = follow('');
    expect([malformed.status(), malformed.poll()]).toEqual(['lost', { attempt: 0, failures: 0 }]);
    expect(malformed.error()).toBeInstanceOf(TypeError);

    const thrown = follow(NAME, {
      schedule: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'no delay';
      },
    });
    expect(thrown.error()).toEqual(new Error('no delay'));
  });

  it('refresh polls at once', () => {
    script({ [NAME]: [running('half'), running('more')] });
    const operation = follow();
    operation.refresh();
    time.pass(0);

    expect(operation.metadata()).toBe('more');
  });

  it('cancel sends the request by the latest name, and polls for the verdict', async () => {
    script({ [NAME]: [{ name: 'operations/renamed', done: false }], 'operations/renamed': 'rrr' });
    const operation = follow();
    await operation.cancel();
    time.pass(0);

    expect(operation.status()).toBe('cancelled');
    expect(polled()).toEqual([NAME, 'operations/renamed', 'operations/renamed']);
  });

  it('cancel and delete reject when the request fails, and the polling goes on', async () => {
    const { PERMISSION_DENIED } = StatusCode;
    script({ [NAME]: 'rs' }, { failing: { cancelOperation: PERMISSION_DENIED, deleteOperation: PERMISSION_DENIED } });
    const operation = follow();
    await expectAsync(operation.cancel().catch(isRpcError)).toBeResolvedTo(true);
    await expectAsync(operation.delete().catch(isRpcError)).toBeResolvedTo(true);

    expect(operation.error()).toBeUndefined();
    time.pass(1_000);
    expect(operation.status()).toBe('succeeded');
  });

  it('cancel and delete reject when there is no operation', async () => {
    script({});
    const operation = follow(() => undefined);

    await expectAsync(operation.cancel()).toBeRejectedWithError(TypeError, /no operation/);
    await expectAsync(operation.delete()).toBeRejectedWithError(TypeError, /no operation/);
    expect([operation.cancelError(), operation.deleteError()]).toEqual([
      jasmine.any(TypeError),
      jasmine.any(TypeError),
    ]);
  });

  for (const [method, error] of [
    ['cancel', 'cancelError'],
    ['delete', 'deleteError'],
  ] as const) {
    it(`${method} shows its failure in ${error} alone, until the next try, and for that operation`, async () => {
      const server = scriptedOperations({ [NAME]: 'rrrr', 'operations/2': 'rrrr' });
      const outcomes = [throwError(() => rpcError(PERMISSION_DENIED)), NEVER, throwError(() => rpcError(NOT_FOUND))];
      const tried$ = defer(() => outcomes.shift() ?? of(undefined));
      const failing = { ...server, cancelOperation: () => tried$, deleteOperation: () => tried$ };
      provide(provideOperations(withClient(() => failing)));
      const name = signal(NAME);
      const operation = follow(name);
      expect(operation[error]()).toBeUndefined();

      await expectAsync(operation[method]()).toBeRejected();
      const failure = operation[error]();
      expect(isRpcError(failure) && failure.code).toBe(PERMISSION_DENIED);
      const others = [operation.error(), operation[method === 'cancel' ? 'deleteError' : 'cancelError']()];
      expect([operation.status(), ...others]).toEqual(['running', undefined, undefined]);

      void operation[method]();
      expect(operation[error]()).toBeUndefined();
      await expectAsync(operation[method]()).toBeRejected();
      expect(isRpcError(operation[error]())).toBeTrue();

      name.set('operations/2');
      TestBed.tick();
      expect(operation[error]()).toBeUndefined();
      await operation[method]();
      expect(operation[error]()).toBeUndefined();
    });

    it(`${method} that is overtaken by another shows nothing of its failure`, async () => {
      const first = new Subject<never>();
      const outcomes = [first, NEVER];
      const tried$ = defer(() => outcomes.shift()!);
      const client = {
        ...scriptedOperations({ [NAME]: 'r' }),
        cancelOperation: () => tried$,
        deleteOperation: () => tried$,
      };
      provide(provideOperations(withClient(() => client)));
      const operation = follow();
      const failure = operation[method]();
      void operation[method]();
      first.error(rpcError(PERMISSION_DENIED));
      await expectAsync(failure).toBeRejected();

      expect(operation[error]()).toBeUndefined();
    });

    it(`${method} may be left alone by a template: its failure is shown, and is no unhandled rejection`, async () => {
      const { PERMISSION_DENIED } = StatusCode;
      script({ [NAME]: 'r' }, { failing: { cancelOperation: PERMISSION_DENIED, deleteOperation: PERMISSION_DENIED } });
      const Page = Component({
        selector: 'app-page',
        template: `<button (click)="operation.${method}()">…</button> {{ operation.${error}()?.message }}`,
      })(
        class {
          readonly operation = injectOperation(NAME);
        },
      );
      const fixture = TestBed.createComponent(Page);
      await shown(fixture);
      const { operation } = fixture.componentInstance;
      const failed$ = toObservable(operation[error], { injector: TestBed.inject(Injector) }).pipe(filter(isRpcError));
      const failed = firstValueFrom(failed$);
      (fixture.nativeElement as HTMLElement).querySelector('button')?.click();
      await failed;

      // An unhandled rejection would be one of this spec's.
      expect(await shown(fixture)).toContain('PERMISSION_DENIED');
    });
  }

  it('delete stops the polling, and the last state stays', async () => {
    script({ [NAME]: [running('half')] });
    const operation = follow();
    await operation.delete();
    time.pass(60_000);

    expect([operation.metadata(), operation.error()]).toEqual(['half', undefined]);
    // No poll is to come.
    expect(operation.poll()).toEqual({ attempt: 1, failures: 0 });
    expect(methods()).toEqual(['getOperation', 'deleteOperation']);
  });

  it('polls on while a request to delete another operation than the one of now is under way', async () => {
    script({ [NAME]: 'r', 'operations/2': 'rs' });
    const name = signal(NAME);
    const operation = follow(name);
    const deleting = operation.delete();
    name.set('operations/2');
    TestBed.tick();
    await deleting;
    time.pass(1_000);

    expect(operation.status()).toBe('succeeded');
  });

  it('an option that is undefined does not hide a default, and one that is given goes before it', () => {
    script({ [NAME]: 'rrr' }, { headers: { 'x-team': 'all' } });
    follow(NAME, { schedule: undefined, headers: undefined }).refresh();
    follow('operations/none', { headers: { 'x-team': 'one' } });
    time.pass(0);

    const headers = TestBed.inject(SCRIPTED_OPERATIONS).calls.map(({ options }) => options?.headers?.['x-team']);
    expect(headers).toEqual(['all', 'one', 'all']);
  });

  it('throws at once outside of an injection context, unless it has an injector, and for a number out of its range', () => {
    script({ [NAME]: 's' });
    expect(() => injectOperation(NAME)).toThrowError(/injectOperation\(\)/);
    expect(() => follow(NAME, { callTimeout: -1 })).toThrowError(RangeError, /callTimeout/);

    const operation = injectOperation(NAME, { injector: TestBed.inject(Injector) });
    TestBed.tick();
    expect(operation.status()).toBe('succeeded');
  });

  it('polls outside of the zone, wherever it is refreshed, so that the application is stable meanwhile', async () => {
    provide(provideOperationsTesting({ [NAME]: 'rrr' }, { schedule: fixedInterval(60_000) }));
    const zone = TestBed.inject(NgZone);
    const Page = Component({ selector: 'app-page', template: '{{ operation.poll()?.attempt }}' })(
      class {
        readonly operation = injectOperation(NAME);
        readonly zone = inject(NgZone);
      },
    );
    const fixture = TestBed.createComponent(Page);
    expect(await shown(fixture)).toBe('1');

    const { operation } = fixture.componentInstance;
    const attempt$ = toObservable(operation.poll, { injector: TestBed.inject(Injector) });
    const polledAgain = firstValueFrom(attempt$.pipe(filter((poll) => poll?.attempt === 2)));
    zone.run(() => operation.refresh());
    await polledAgain;

    expect(await shown(fixture)).toBe('2');
    expect(zone.hasPendingMacrotasks).toBeFalse();
  });
});
