import type { Observable } from 'rxjs';
import { asapScheduler, EMPTY, lastValueFrom, map, observeOn, of, take, tap, throwError } from 'rxjs';
import type { FailureOrigin, ListOperationsPage, ListOperationsRequest, OperationsClient } from '../../../src/index.js';
import { isRpcError, listOperations$, RpcError, StatusCode } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running } from '../../support/messages.js';
import { clientWith } from '../../support/operations-client-with.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const page = (names: string, nextPageToken: string): ListOperationsPage => ({
  operations: [...names].map((name) => running(undefined, name)),
  nextPageToken,
});
const pages = (...list: ListOperationsPage[]): ScriptedClient =>
  new ScriptedClient({ listOperations: list.map((one) => of(one)) });
const namesOf = (
  client: OperationsClient,
  request: ListOperationsRequest = { name: 'operations' },
): Observable<string> => listOperations$(client, request).pipe(map(({ name }) => name));
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

  it('list survives 20,000 pages that are answered at once', () => {
    const client = clientWith({
      listOperations: ({ pageToken = '0' }) =>
        of(page('a', pageToken === '19999' ? '' : String(Number(pageToken) + 1))),
    });
    let count = 0;
    namesOf(client).subscribe(() => count++);
    expect(count).toBe(20_000);
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

  it('list-repeated-token: a cycle of many tokens is found, after few more pages than it has', () => {
    let calls = 0;
    const client = clientWith({
      listOperations: () => of(page('', `token ${calls++ % 1_000}`)),
    });
    let found: unknown;
    namesOf(client).subscribe({ error: (e: unknown) => (found = e) });
    expect(isRpcError(found) && found.statusMessage).toMatch(/^the server gave the page token "token \d+" twice/);
    expect(calls).toBeLessThan(3_000);
  });

  it('list-endless: more than 10,000 empty pages in a row are an error; those between others are not', async () => {
    let calls = 0;
    const client = clientWith({
      // As over a wire: what answers at once would need a stack for each page.
      listOperations: () => of(page(++calls === 5_000 ? 'a' : '', `token ${calls}`)).pipe(observeOn(asapScheduler)),
    });
    const heard: unknown[] = [];
    const list$ = namesOf(client).pipe(tap((name) => heard.push(name)));
    await expectAsync(lastValueFrom(list$)).toBeRejectedWithError(
      'ListOperations of "operations": INTERNAL: the server gave more than 10000 empty pages in a row',
    );
    expect(heard).toEqual(['a']);
    expect(calls).toBe(15_001);
  });

  describe('with pages above the size limit of the client', () => {
    const sizes: unknown[] = [];
    beforeEach(() => sizes.splice(0));
    const tooLarge = (origin: FailureOrigin = 'caller') =>
      new RpcError({ code: StatusCode.RESOURCE_EXHAUSTED, origin, message: 'too long: raise the limit' });

    /** Operations by letter, of which so many fit into a page; capitals fit into none. */
    const holding = (names: string, fit: number, usual = 1_000) =>
      clientWith({
        listOperations: ({ pageSize, pageToken }) => {
          sizes.push(pageSize);
          const start = Number(pageToken ?? 0);
          const size = pageSize ?? usual;
          const listed = names.slice(start, start + size);
          if (listed.length > fit || /[A-Z]/.test(listed)) return throwError(() => tooLarge());
          return of(page(listed, start + size < names.length ? String(start + size) : ''));
        },
      });

    const heardFrom = (client: OperationsClient, request?: Partial<ListOperationsRequest>) => {
      const heard: unknown[] = [];
      const list$ = namesOf(client, { name: 'operations', ...request });
      list$.subscribe({
        next: (name) => heard.push(name),
        error: (e: unknown) => heard.push(e),
        complete: () => heard.push('end'),
      });
      return heard;
    };

    it('list-large-page: asks for half of it, down to one, and stays there for the rest', () => {
      expect(heardFrom(holding('abcdefg', 2), { pageSize: 10 })).toEqual([...'abcdefg', 'end']);
      expect(sizes).toEqual([10, 5, 2, 2, 2, 2]);
      sizes.splice(0);
      expect(heardFrom(holding('abc', 1), { pageSize: 3 })).toEqual([...'abc', 'end']);
      expect(sizes).toEqual([3, 1, 1, 1]);
    });

    it('list-large-page: begins at 100 where the size was the choice of the server', () => {
      expect(heardFrom(holding('abcdefghijklmnop', 12))).toEqual([...'abcdefghijklmnop', 'end']);
      expect(sizes).toEqual([undefined, 100, 50, 25, 12, 12]);
    });

    it('list-large-page: each subscription learns by itself, and leaving asks for no smaller page', () => {
      const list$ = namesOf(holding('abc', 1), { name: 'operations', pageSize: 2 });
      list$.pipe(take(1)).subscribe();
      list$.pipe(take(1)).subscribe();
      expect(sizes).toEqual([2, 1, 2, 1]);
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ListOperationsPage>('--#', undefined, tooLarge());
        const second = cold('-----(p|)', { p: page('a', '') });
        const client = new ScriptedClient({ listOperations: [first, second] });
        expectObservable(namesOf(client), '^---!').toBe('----');
        expectSubscriptions(first.subscriptions).toBe('^-!');
        expectSubscriptions(second.subscriptions).toBe('--^-!');
      });
    });

    it('list-large-page: one operation above the limit is an error that says which, and how to raise the limit', () => {
      for (const [names, which] of [
        ['Abc', 'the first operation'],
        ['abC', 'the operation after "b"'],
      ] as const) {
        const heard = heardFrom(holding(names, 2), { pageSize: 2 });
        const error = heard.at(-1);
        if (!isRpcError(error)) throw new Error(`expected an RpcError, found ${String(error)}`);
        expect([error.code, error.origin]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 'caller']);
        expect(error.message).toBe(
          'ListOperations of "operations": RESOURCE_EXHAUSTED: ' +
            `no page is small enough, not even one of ${which} alone: too long: raise the limit`,
        );
        expect(error.cause).toEqual(tooLarge());
      }
    });

    it('list-large-page: but not what the server refuses, such as one call too many', () => {
      for (const origin of ['server', 'connection'] as const) {
        const client = new ScriptedClient({ listOperations: [throwError(() => tooLarge(origin))] });
        expect(heardFrom(client, { pageSize: 10 })).toEqual([tooLarge(origin)]);
      }
    });
  });

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
