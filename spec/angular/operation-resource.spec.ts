import '@angular/compiler';
import type { ResourceRef } from '@angular/core';
import { ApplicationRef, Injector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { OperationState } from '../../src/index.js';
import { fixedInterval, isPollError, StatusCode } from '../../src/index.js';
import { operationResource, provideOperationsTesting, SCRIPTED_OPERATIONS } from '../../src/angular/index.js';
import type { OperationScript } from '../../src/testing/index.js';
import { running, succeeded } from '../../src/testing/index.js';
import { NAME, types } from '../support/messages.js';
import { angularTestBed, provide, Time } from './angular-test-bed.js';

type States = ResourceRef<OperationState<string, string> | undefined>;

describe('operationResource', () => {
  angularTestBed();
  let time: Time;

  beforeEach(() => (time = new Time()));

  const script = (scripts: Record<string, OperationScript<string, string>>): void =>
    provide(provideOperationsTesting(scripts, { ...types, scheduler: time, schedule: fixedInterval(1_000) }));
  const settle = async (): Promise<void> => {
    TestBed.tick();
    await TestBed.inject(ApplicationRef).whenStable();
  };
  const follow = async (operation: Parameters<typeof operationResource>[0] = NAME): Promise<States> => {
    const resource = TestBed.runInInjectionContext(() => operationResource(operation, types));
    await settle();
    return resource;
  };
  const metadata = (resource: States): string | undefined =>
    resource.hasValue() ? resource.value().metadata : undefined;

  it('has the latest state as its value', async () => {
    script({ [NAME]: [running('half'), succeeded('painted', 'all')] });
    const resource = TestBed.runInInjectionContext(() => operationResource(NAME, types));
    expect([resource.status(), resource.isLoading(), resource.hasValue()]).toEqual(['loading', true, false]);
    await settle();
    expect([resource.status(), resource.isLoading(), metadata(resource)]).toEqual(['resolved', false, 'half']);

    time.pass(1_000);
    expect(resource.value()?.status).toBe('succeeded');
  });

  it('an operation that failed is a value; an error of the polling is one of the resource, until it is reloaded', async () => {
    script({ [NAME]: [StatusCode.NOT_FOUND, { done: true, error: { code: 13, message: '', details: [] } }] });
    const resource = await follow();
    expect([resource.status(), isPollError(resource.error())]).toEqual(['error', true]);

    expect(resource.reload()).toBeTrue();
    await settle();
    expect([resource.status(), resource.value()?.status]).toEqual(['resolved', 'failed']);
  });

  it('follows a name that changes, and is idle without one', async () => {
    script({ [NAME]: [running('one'), running('one')], 'operations/2': [running('two')] });
    const name = signal<string | undefined>(undefined);
    const resource = await follow(name);
    expect(resource.status()).toBe('idle');

    name.set(NAME);
    await settle();
    expect(metadata(resource)).toBe('one');

    name.set('operations/2');
    await settle();
    expect(metadata(resource)).toBe('two');
  });

  it('destroyed, it polls no more', async () => {
    script({ [NAME]: 'rrr' });
    const resource = await follow();
    resource.destroy();
    time.pass(60_000);

    expect(TestBed.inject(SCRIPTED_OPERATIONS).calls.length).toBe(1);
  });

  it('throws at once outside of an injection context, unless it has an injector, and for a number out of its range', () => {
    script({});
    const injector = TestBed.inject(Injector);
    expect(() => operationResource(NAME)).toThrowError(/operationResource\(\)/);
    expect(() => operationResource(NAME, { injector, timeout: -1 })).toThrowError(RangeError, /timeout/);
    expect(operationResource(NAME, { injector }).status()).toBe('loading');
  });
});
