import '@angular/compiler';
import { HttpBackend, HttpXsrfTokenExtractor, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import type { EnvironmentProviders } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom, Subject } from 'rxjs';
import { StatusCode } from '../../src/index.js';
import type { Operations } from '../../src/angular/index.js';
import { injectOperations, provideOperations, withHttpClient } from '../../src/angular/index.js';
import { NAME } from '../support/messages.js';
import { angularTestBed, inBrowser, ORIGIN, provide } from './angular-test-bed.js';

const PATH = '/api/v1/operations/1';

describe('withHttpClient', () => {
  angularTestBed();

  const asked$ = new Subject<void>();
  const operations = (baseUrl = '/api', http: EnvironmentProviders = provideHttpClient()): Operations => {
    provide(http, provideHttpClientTesting(), provideOperations(withHttpClient({ baseUrl })));
    const backend = TestBed.inject(HttpBackend);
    const handle = backend.handle.bind(backend);
    spyOn(backend, 'handle').and.callFake((sent) => {
      asked$.next();
      return handle(sent);
    });
    return TestBed.runInInjectionContext(() => injectOperations());
  };
  /** What the client asks for comes later, as its headers may be a promise. */
  const request = async (url = PATH) => {
    await firstValueFrom(asked$);
    // In Node, the server platform has made a path a whole URL before.
    return TestBed.inject(HttpTestingController).expectOne((sent) => [url, ORIGIN + url].includes(sent.url));
  };

  afterEach(() => TestBed.inject(HttpTestingController).verify());

  it('asks through HttpClient, for a path as for a whole URL', async () => {
    const { get$ } = operations();
    const answer = firstValueFrom(get$(NAME, { headers: { 'x-team': 'all' } }));
    const asked = await request();
    const { method, headers, transferCache } = asked.request;
    expect([method, headers.get('x-team'), transferCache]).toEqual(['GET', 'all', false]);
    if (inBrowser) expect(asked.request.url).toBe(PATH);
    asked.flush(JSON.stringify({ name: NAME, done: true }));

    expect(await answer).toEqual({ name: NAME, done: true });
  });

  it('asks another origin, too', async () => {
    const { get$ } = operations('https://a.example');
    const answer = firstValueFrom(get$(NAME));
    (await request('https://a.example/v1/operations/1')).flush(JSON.stringify({ name: NAME, done: true }));

    expect(await answer).toEqual({ name: NAME, done: true });
  });

  it('goes through interceptors', async () => {
    const { get$ } = operations(
      '/api',
      provideHttpClient(
        withInterceptors([(sent, next) => next(sent.clone({ setHeaders: { authorization: 'Bearer token' } }))]),
      ),
    );
    const answer = firstValueFrom(get$(NAME));
    const sent = await request();
    expect(sent.request.headers.get('authorization')).toBe('Bearer token');
    sent.flush('{"done":true}');
    await answer;
  });

  it('sends the XSRF token with what changes something', async () => {
    provide({ provide: HttpXsrfTokenExtractor, useValue: { getToken: () => 'secret' } });
    const { cancel$ } = operations();
    const answer = firstValueFrom(cancel$(NAME));
    const sent = await request(`${PATH}:cancel`);
    expect([sent.request.method, sent.request.headers.get('X-XSRF-TOKEN')]).toEqual(['POST', 'secret']);
    sent.flush('');
    await expectAsync(answer).toBeResolved();
  });

  it('fails with the RpcError of an answer that is no success, and of none', async () => {
    const { get$ } = operations();
    const denied = firstValueFrom(get$(NAME));
    (await request()).flush(
      JSON.stringify({ error: { code: 403, status: 'PERMISSION_DENIED', message: 'not yours' } }),
      {
        status: 403,
        statusText: 'Forbidden',
      },
    );
    await expectAsync(denied).toBeRejectedWith(
      jasmine.objectContaining({ code: StatusCode.PERMISSION_DENIED, message: jasmine.stringContaining('not yours') }),
    );

    const lost = firstValueFrom(get$(NAME));
    (await request()).error(new Event('error') as ProgressEvent);
    await expectAsync(lost).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.UNAVAILABLE }));
  });

  it('unsubscribing aborts the request', async () => {
    const { get$ } = operations();
    const subscription = get$(NAME).subscribe();
    const sent = await request();
    subscription.unsubscribe();

    expect(sent.cancelled).toBeTrue();
  });

  it('what an interceptor throws fails the call', async () => {
    const broken = (): never => {
      throw new Error('no token');
    };
    const { get$ } = operations('/api', provideHttpClient(withInterceptors([broken])));
    await expectAsync(firstValueFrom(get$(NAME))).toBeRejectedWith(
      jasmine.objectContaining({ message: jasmine.stringContaining('no token') }),
    );
  });
});
