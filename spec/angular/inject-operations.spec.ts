import '@angular/compiler';
import { AsyncPipe } from '@angular/common';
import { Component, Injector, NgZone } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom, map, queueScheduler, Subject, take, toArray } from 'rxjs';
import { fixedInterval } from '../../src/index.js';
import type { Operations } from '../../src/angular/index.js';
import { injectOperations, provideOperationsTesting, SCRIPTED_OPERATIONS } from '../../src/angular/index.js';
import { NAME } from '../support/messages.js';
import { angularTestBed, provide, shown, Time, withZone } from './angular-test-bed.js';

describe('injectOperations', () => {
  angularTestBed();
  let time: Time;

  beforeEach(() => {
    time = new Time();
    const headers = { 'x-team': 'all' };
    provide(provideOperationsTesting({ [NAME]: 'rs' }, { scheduler: time, schedule: fixedInterval(1_000), headers }));
  });

  const operations = (): Operations => TestBed.runInInjectionContext(() => injectOperations());

  it('binds each factory to the client, with the options of withPolling where a call has none', async () => {
    const { get$, list$, cancel$, delete$ } = operations();
    expect((await firstValueFrom(get$(NAME))).name).toBe(NAME);
    expect(await firstValueFrom(list$({ name: 'operations' }, { timeout: 5 }).pipe(toArray()))).toHaveSize(1);
    await firstValueFrom(cancel$(NAME, { headers: { 'x-team': 'one' } }));
    await firstValueFrom(delete$(NAME, { timeout: undefined }));

    expect(TestBed.inject(SCRIPTED_OPERATIONS).calls.map(({ method, options }) => [method, options])).toEqual([
      ['getOperation', { timeout: 10_000, headers: { 'x-team': 'all' } }],
      ['listOperations', { timeout: 5, headers: { 'x-team': 'all' } }],
      ['cancelOperation', { timeout: 10_000, headers: { 'x-team': 'one' } }],
      ['deleteOperation', { timeout: 10_000, headers: { 'x-team': 'all' } }],
    ]);
  });

  it('gives Observables for the async pipe', async () => {
    const Page = Component({ selector: 'app-page', imports: [AsyncPipe], template: '{{ status$ | async }}' })(
      class {
        readonly status$ = injectOperations()
          .poll$(NAME)
          .pipe(map(({ status }) => status));
      },
    );
    const fixture = TestBed.createComponent(Page);
    expect(await shown(fixture)).toBe('running');
    time.pass(1_000);

    expect(await shown(fixture)).toBe('succeeded');
  });

  it('gives Observables for toSignal', () => {
    const state = TestBed.runInInjectionContext(() => toSignal(injectOperations().poll$(NAME)));
    expect(state()?.status).toBe('running');
    time.pass(1_000);

    expect(state()?.status).toBe('succeeded');
  });

  it('polls outside of the zone, and emits in the zone of the subscriber', async () => {
    const zone = TestBed.inject(NgZone);
    const { poll$ } = operations();
    const pollNow = new Subject<void>();
    const zones: boolean[] = [];
    const next = (): void => void zones.push(NgZone.isInAngularZone());
    const subscription = zone.run(() => poll$(NAME, { pollNow, schedule: fixedInterval(60_000) }).subscribe(next));
    const inZone = zone.run(() => NgZone.isInAngularZone());
    expect(inZone).toBe(withZone);
    expect(zones).toEqual([inZone]);
    expect(zone.hasPendingMacrotasks).toBeFalse();
    zone.run(() => pollNow.next());
    time.pass(0);
    expect(zones).toEqual([inZone, inZone]);
    subscription.unsubscribe();
  });

  it('polls no more once a subscriber has had enough, even where nothing takes any time', () => {
    const seen: string[] = [];
    operations()
      .poll$(NAME, { schedule: () => 0, scheduler: queueScheduler })
      .pipe(take(1))
      .subscribe(({ status }) => seen.push(status));
    expect([seen, TestBed.inject(SCRIPTED_OPERATIONS).calls.length]).toEqual([['running'], 1]);
  });

  it('takes an injector in place of an injection context', () => {
    expect(() => injectOperations()).toThrowError(/injectOperations\(\)/);
    const { client } = injectOperations({ injector: TestBed.inject(Injector) });
    expect(client).toBe(TestBed.inject(SCRIPTED_OPERATIONS));
  });
});
