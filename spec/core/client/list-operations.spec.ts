import type { Observable } from 'rxjs';
import { EMPTY, map, of, take, throwError } from 'rxjs';
import type { ListOperationsPage, ListOperationsRequest } from '../../../src/index.js';
import { isRpcError, listOperations$, StatusCode } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const page = (names: string, nextPageToken: string): ListOperationsPage => ({
  operations: [...names].map((name) => running(undefined, name)),
  nextPageToken,
});
const pages = (...list: ListOperationsPage[]): ScriptedClient =>
  new ScriptedClient({ listOperations: list.map((one) => of(one)) });
const namesOf = (client: ScriptedClient, request: ListOperationsRequest = { name: 'operations' }): Observable<string> =>
  listOperations$(client, request).pipe(map(({ name }) => name));
const tokensOf = (client: ScriptedClient): unknown[] =>
  client.calls.map(({ request }) => ('pageToken' in request ? request.pageToken : undefined));

describe('listOperations$', () => {
  it('emits page after page, each asked for when the one before is out', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('--(p|)', { p: page('abc', '2') });
      const second = cold('-----(p|)', { p: page('de', '') });
      const client = new ScriptedClient({ listOperations: [first, second] });
      expectObservable(namesOf(client)).toBe('--(abc)(de|)');
      expectSubscriptions(first.subscriptions).toBe('^-!');
      expectSubscriptions(second.subscriptions).toBe('--^----!');
    });
  });

  it('sends the request as it is, then with each page token', () => {
    const client = pages(page('a', '2'), page('b', '3'), page('c', ''));
    listOperations$(client, { name: 'operations', filter: 'done=true', pageSize: 1 }, { timeout: 9 }).subscribe();
    const request = { name: 'operations', filter: 'done=true', pageSize: 1 };
    expect(client.calls.map((call) => call.request)).toEqual([
      request,
      { ...request, pageToken: '2' },
      { ...request, pageToken: '3' },
    ]);
    expect(client.calls.map(({ options }) => options)).toEqual(Array(3).fill({ timeout: 9 }));
  });

  it('goes on from a page token', () => {
    const client = pages(page('b', '3'), page('c', ''));
    const names: string[] = [];
    namesOf(client, { name: 'operations', pageToken: '2' }).subscribe((name) => names.push(name));
    expect(names).toEqual(['b', 'c']);
    expect(tokensOf(client)).toEqual(['2', '3']);
  });

  it('list-lazy-pages: take(1) never asks for page two', () => {
    const client = pages(page('ab', '2'), page('c', ''));
    const names: string[] = [];
    namesOf(client)
      .pipe(take(1))
      .subscribe((name) => names.push(name));
    expect(names).toEqual(['a']);
    expect(client.calls.length).toBe(1);
  });

  it('list-lazy-pages: take of a whole page never asks for page two', () => {
    const client = pages(page('ab', '2'), page('c', ''));
    namesOf(client).pipe(take(2)).subscribe();
    expect(client.calls.length).toBe(1);
  });

  it('list-lazy-pages: unsubscribing cancels the page under way and asks for no other', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('--(p|)', { p: page('a', '2') });
      const second = cold('-----(p|)', { p: page('b', '3') });
      const client = new ScriptedClient({ listOperations: [first, second] });
      expectObservable(namesOf(client), '^----!').toBe('--a---');
      expectSubscriptions(second.subscriptions).toBe('--^--!');
    });
  });

  it('list-empty-page: an empty page with a next token is not the end', () => {
    marbles(({ expectObservable }) => {
      const client = pages(page('', '2'), page('', '3'), page('a', '4'), page('', ''));
      expectObservable(namesOf(client)).toBe('(a|)');
    });
  });

  it('takes an empty page token for none', () => {
    marbles(({ expectObservable }) => {
      const list$ = namesOf(pages(page('a', '')), { name: 'operations', pageToken: '' });
      expectObservable(list$).toBe('(a|)');
    });
  });

  it('completes for an empty list', () => {
    marbles(({ expectObservable }) => expectObservable(namesOf(pages(page('', '')))).toBe('|'));
  });

  it('list survives a thousand pages that are answered at once', () => {
    const client = pages(...Array.from({ length: 1_000 }, (_, i) => page('a', i === 999 ? '' : `${i + 1}`)));
    let count = 0;
    namesOf(client).subscribe(() => count++);
    expect(count).toBe(1_000);
  });

  for (const [what, request, list] of [
    ['the one before', {}, [page('a', '2'), page('b', '2')]],
    ['an earlier one', {}, [page('a', '2'), page('b', '3'), page('c', '2')]],
    ['the one that it was given', { pageToken: '2' }, [page('a', '2')]],
  ] as const) {
    it(`list-repeated-token: a repeated token (${what}) is an error rather than an endless loop`, () => {
      const client = pages(...list);
      let found: unknown;
      namesOf(client, { name: 'operations', ...request }).subscribe({ error: (e: unknown) => (found = e) });
      if (!isRpcError(found)) throw new Error(`expected an RpcError, found ${String(found)}`);
      expect(found.code).toBe(StatusCode.INTERNAL);
      expect(found.message).toBe(
        'ListOperations of "operations": INTERNAL: the server gave the page token "2" twice; the list would never end',
      );
      expect(client.calls.length).toBe(list.length);
    });
  }

  it('errors when the client completes without a page, rather than asking for ever', () => {
    const client = new ScriptedClient({ listOperations: [EMPTY, of(page('a', ''))] });
    let found: unknown;
    namesOf(client).subscribe({ error: (e: unknown) => (found = e) });
    expect(found).toEqual(new Error('ListOperations of "operations": INTERNAL: the client completed without a page'));
    expect(client.calls.length).toBe(1);
  });

  it('errors with the error of a page, after the pages before it', () => {
    marbles(({ expectObservable }) => {
      const error = unavailable();
      const client = new ScriptedClient({ listOperations: [of(page('ab', '2')), throwError(() => error)] });
      expectObservable(namesOf(client)).toBe('(ab#)', undefined, error);
    });
  });

  it('per-subscription-state: a second subscription starts at page one, with no token seen', () => {
    const client = pages(page('a', '2'), page('b', ''), page('a', '2'), page('b', ''));
    const list$ = listOperations$(client, { name: 'operations' });
    list$.subscribe();
    list$.subscribe();
    expect(tokensOf(client)).toEqual([undefined, '2', undefined, '2']);
  });

  it('refuses a request that names no collection, at once', () => {
    for (const request of [{}, { name: 5 }, undefined, null]) {
      expect(() => listOperations$(new ScriptedClient(), request as unknown as ListOperationsRequest)).toThrowError(
        TypeError,
        'listOperations$ expects the name of a collection, such as { name: "operations" }.',
      );
    }
  });
});
