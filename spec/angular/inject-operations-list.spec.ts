import '@angular/compiler';
import { Component, DOCUMENT, Injector, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { InjectOperationsListOptions, OperationsListSignals } from '../../src/angular/index.js';
import {
  injectOperationsList,
  provideOperations,
  provideOperationsTesting,
  withClient,
  withPolling,
} from '../../src/angular/index.js';
import { UnpackError } from '../../src/index.js';
import { CollectionServer } from '../support/collection-server.js';
import { running, succeeded, text, types } from '../support/messages.js';
import { denied, unavailable } from '../support/rpc-errors.js';
import { angularTestBed, pretend, provide, shown, Time } from './angular-test-bed.js';

const one = (progress?: string) => running(progress, 'operations/1');
const two = (progress?: string) => running(progress, 'operations/2');

describe('injectOperationsList', () => {
  angularTestBed();
  let time: Time;
  let server: CollectionServer;

  beforeEach(() => {
    time = new Time();
    server = new CollectionServer([two('a'), one('a')]);
    provide(
      provideOperations(
        withClient(() => server),
        withPolling({ scheduler: time, headers: { 'x-by': 'withPolling' } }),
      ),
    );
  });

  const follow = <R, M>(options: InjectOperationsListOptions<R, M> = {}): OperationsListSignals<R, M> => {
    const list = TestBed.runInInjectionContext(() =>
      injectOperationsList({ every: 1_000, maxCallsPerSecond: 1_000, ...options }),
    );
    time.pass(0);
    return list;
  };

  const rows = (list: OperationsListSignals<unknown, unknown>): string[] =>
    list.rows().map(({ name, status }) => `${name} ${status}`);

  it('shows the rows in the order of the server, what changed, and when they were seen and will be', () => {
    const list = follow();
    expect([rows(list), list.status()]).toEqual([['operations/2 running', 'operations/1 running'], 'live']);
    expect([list.lastSeen(), list.nextPoll(), list.error()]).toEqual([0, 1_000, undefined]);

    server.operations.set('operations/1', succeeded('x', undefined, 'operations/1'));
    server.operations.delete('operations/2');
    time.pass(1_000);

    expect([rows(list), list.list()?.ended, list.list()?.removed]).toEqual([
      ['operations/1 succeeded'],
      ['operations/1'],
      ['operations/2'],
    ]);
    expect([list.lastSeen(), list.nextPoll()]).toEqual([1_000, 2_000]);
  });

  it('is pending before the first list', () => {
    server.latency = 60_000;
    const list = follow();
    expect([list.status(), list.list(), list.rows(), list.lastSeen(), list.nextPoll()]).toEqual([
      'pending',
      undefined,
      [],
      undefined,
      undefined,
    ]);
  });

  it('asks for the collection and the filter that are given, with the call options of withPolling', () => {
    server.operations.set('jobs/1', running(undefined, 'jobs/1'));
    const list = follow({ collection: 'jobs', filter: 'done = false' });

    expect(rows(list)).toEqual(['jobs/1 running']);
    expect(server.calls[0]!.request).toEqual(jasmine.objectContaining({ name: 'jobs', filter: 'done = false' }));
    expect(server.calls[0]!.options?.headers).toEqual({ 'x-by': 'withPolling' });
  });

  it('unpacks each row as typesOf has it, and one that does not unpack is lost, alone', () => {
    server.operations.set('operations/1', succeeded('x', undefined, 'operations/1'));
    const wrong = { ...text, typeName: 'acme.v1.Wrong' };
    const list = follow({ typesOf: ({ done }) => (done ? { ...types, responseType: wrong } : types) });

    expect(rows(list)).toEqual(['operations/2 running', 'operations/1 lost']);
    expect(list.rows()[0]!.metadata).toBe('a');
    const lost = list.rows()[1]!;
    expect('error' in lost && lost.error).toBeInstanceOf(UnpackError);
    expect(list.status()).toBe('live');
  });

  it('keeps the rows through a failure that is tolerated, and shows it until a sweep is whole', () => {
    const list = follow();
    server.listError = server.getError = () => unavailable();
    time.pass(1_000);
    expect([list.status(), rows(list).length, list.lastSeen()]).toEqual(['failing', 2, 0]);
    expect(list.error()?.message).toContain('connection lost');

    server.listError = server.getError = undefined;
    list.refresh();
    // The rate of calls has each a millisecond after the last.
    time.pass(10);
    expect([list.status(), list.error(), list.lastSeen()]).toEqual(['live', undefined, 1_001]);
  });

  it('keeps the rows after an error that ends the polling, until refresh has brought others', () => {
    const list = follow();
    server.listError = denied;
    time.pass(1_000);
    expect([list.status(), rows(list).length, list.nextPoll()]).toEqual(['lost', 2, undefined]);
    expect(list.error()?.message).toContain('not yours');
    const calls = server.calls.length;
    time.pass(60_000);
    expect(server.calls.length).toBe(calls);

    server.listError = server.getError = () => unavailable();
    list.refresh();
    time.pass(10);
    expect([list.status(), rows(list).length, list.lastSeen()]).toEqual(['failing', 2, 0]);

    server.listError = server.getError = undefined;
    server.operations.delete('operations/2');
    list.refresh();
    time.pass(10);
    expect([list.status(), rows(list), list.error()]).toEqual(['live', ['operations/1 running'], undefined]);
  });

  it('polls at once by refresh', () => {
    const list = follow();
    list.refresh();
    time.pass(10);
    expect(server.calls.length).toBe(2);
  });

  it('pauses while the page is hidden, and polls at once when it is back', () => {
    follow();
    const document = TestBed.inject(DOCUMENT);
    const show = pretend(document, 'visibilityState', 'hidden', document, 'visibilitychange');
    try {
      time.pass(60_000);
      expect(server.calls.length).toBe(1);
    } finally {
      show();
    }
    pretend(document, 'visibilityState', 'visible', document, 'visibilitychange')();
    time.pass(0);
    expect(server.calls.length).toBe(2);
  });

  it('pauses while there is no network', () => {
    follow();
    const window = TestBed.inject(DOCUMENT).defaultView!;
    const reconnect = pretend(window.navigator, 'onLine', false, window, 'offline');
    try {
      time.pass(60_000);
      expect(server.calls.length).toBe(1);
    } finally {
      reconnect();
    }
  });

  it('shows in a component, and stops when it is destroyed, also within a call', async () => {
    const Page = Component({
      selector: 'app-page',
      template: '{{ list.status() }} @for (row of list.rows(); track row.name) { {{ row.name }} {{ row.status }} }',
    })(
      class {
        readonly list = injectOperationsList({ every: 1_000 });
      },
    );
    const fixture = TestBed.createComponent(Page);
    time.pass(0);
    expect(await shown(fixture)).toMatch(/^live\s+operations\/2 running\s+operations\/1 running$/);
    server.latency = 100;
    time.pass(1_000);
    expect(server.inFlight).toBe(1);

    fixture.destroy();
    expect(server.inFlight).toBe(0);
    time.pass(60_000);
    expect(server.calls.length).toBe(2);
  });

  it('takes the injector that is given, and ends with it', () => {
    const parent = TestBed.inject(Injector);
    const injector = Injector.create({ providers: [], parent });
    const list = injectOperationsList({ injector, every: 1_000 });
    time.pass(0);
    expect(list.status()).toBe('live');
    injector.destroy();
    time.pass(60_000);
    expect(server.calls.length).toBe(1);
  });

  it('is refused outside of an injection context, and with an option out of its range', () => {
    expect(() => injectOperationsList()).toThrowError(/injectOperationsList\(\) can only be used within/);
    expect(() => follow({ every: 0 })).toThrowError(RangeError, /every/);
  });

  it('polls nothing while the server renders', () => {
    provide({ provide: PLATFORM_ID, useValue: 'server' });
    const list = follow();
    time.pass(60_000);
    expect([list.status(), server.calls.length]).toEqual(['pending', 0]);
  });
});

describe('injectOperationsList with provideOperationsTesting', () => {
  angularTestBed();

  it('lists the operations of the scripts', () => {
    const scheduler = new Time();
    provide(provideOperationsTesting({ 'operations/1': 'rs', 'operations/2': 'r' }, { scheduler }));
    const list = TestBed.runInInjectionContext(() => injectOperationsList());
    scheduler.pass(0);

    expect(list.rows().map(({ name }) => name)).toEqual(['operations/1', 'operations/2']);
  });
});
