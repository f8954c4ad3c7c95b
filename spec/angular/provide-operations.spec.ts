import '@angular/compiler';
import { InjectionToken, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { StatusCode } from '../../src/index.js';
import {
  injectOperations,
  provideOperations,
  provideOperationsTesting,
  withClient,
  withPolling,
  withRest,
} from '../../src/angular/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import { NAME } from '../support/messages.js';
import { angularTestBed, ORIGIN, provide } from './angular-test-bed.js';

const client = scriptedOperations({});
const operations = (): ReturnType<typeof injectOperations> => TestBed.runInInjectionContext(() => injectOperations());

describe('provideOperations', () => {
  angularTestBed();

  it('refuses no client, two clients and two pollings, at the call', () => {
    const scripted = withClient(() => client);
    expect(() => provideOperations()).toThrowError(TypeError, /expects one client, .*; found 0/);
    expect(() => provideOperations(withPolling({}))).toThrowError(TypeError, /found 0/);
    expect(() => provideOperations(scripted, withRest({ baseUrl: 'https://a.example' }))).toThrowError(/found 2/);
    expect(() => provideOperations(scripted, withPolling({}), withPolling({}))).toThrowError(/withPolling.*found 2/);
  });

  it('withPolling refuses a number out of its range', () => {
    expect(() => withPolling({ callTimeout: 0 })).toThrowError(RangeError, /callTimeout/);
  });

  it('without it, what is injected says what is missing', () => {
    expect(operations).toThrowError(/add provideOperations/);
  });

  it('withClient makes the client in an injection context, once', () => {
    const TEAM = new InjectionToken<string>('team');
    const teams: string[] = [];
    provide(
      { provide: TEAM, useValue: 'painters' },
      provideOperations(
        withClient(() => {
          teams.push(inject(TEAM));
          return client;
        }),
      ),
    );
    expect(operations().client).toBe(client);
    expect(operations().client).toBe(client);
    expect(teams).toEqual(['painters']);
  });

  it('withRest calls the server with fetch', async () => {
    const urls: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      urls.push(url);
      return new Response(JSON.stringify({ name: NAME, done: true }));
    };
    provide(provideOperations(withRest({ baseUrl: 'https://a.example', fetch })));

    expect((await firstValueFrom(operations().get$(NAME))).done).toBeTrue();
    expect(urls).toEqual(['https://a.example/v1/operations/1']);
  });

  it('withRest takes a path for one of the origin of the page, in the browser as on the server', async () => {
    const urls: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      urls.push(url);
      return new Response(JSON.stringify({ name: NAME, done: true }));
    };
    provide(provideOperations(withRest({ baseUrl: '/api/', fetch })));
    const { poll$, get$ } = operations();
    await firstValueFrom(get$(NAME));
    await firstValueFrom(poll$(NAME));
    expect(urls).toEqual(Array(2).fill(`${ORIGIN}/api/v1/operations/1`));
  });

  it('withRest refuses a path with more than a path in it', () => {
    provide(provideOperations(withRest({ baseUrl: '/api?key=1' })));
    expect(operations).toThrowError(TypeError, /^baseUrl must be a URL/);
  });

  it('provideOperationsTesting answers as scripted, each time anew', async () => {
    provide(provideOperationsTesting({ [NAME]: 's' }, { failing: { deleteOperation: StatusCode.UNIMPLEMENTED } }));

    expect((await firstValueFrom(operations().get$(NAME))).done).toBeTrue();
    await expectAsync(firstValueFrom(operations().delete$(NAME))).toBeRejectedWith(
      jasmine.objectContaining({ code: StatusCode.UNIMPLEMENTED }),
    );
  });
});
