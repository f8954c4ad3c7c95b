import { count, filter, from, lastValueFrom, mergeMap, Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { pollOperation$ } from '../../src/index.js';
import type { WorkUpdate } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { types } from '../support/messages.js';

const MANY = 10_000;
/** As many as a client leaves pending. */
const WAITS = 1_000;

type Work = Subscriber<WorkUpdate<string, string>>;

describe('Many operations at once over gRPC', () => {
  const fixture = grpcFixture();

  /** A server and a client of it, with so many operations that run until they are told to end with their number. */
  const open = async (length: number) => {
    const operations = fixture.store({ maxOperations: length, maxRunning: length });
    const server = await fixture.serve({ operations });
    const client = await fixture.connect(server.target);
    const works: Work[] = [];
    const names = Array.from(
      { length },
      () => operations.start(new Observable((work: Work) => void works.push(work)), types).name,
    );
    const end = (index: number): void => {
      works[index]?.next({ response: `${index}` });
      works[index]?.complete();
    };
    return { operations, client, names, end };
  };

  it('fifty-thousand-at-once: ten thousand polled at once all end right', async () => {
    const { client, names, end } = await open(MANY);
    // Half of them end before their first poll, which waits in line, and half before their second.
    for (let index = 0; index < MANY; index += 2) end(index);
    const seenRunning = new Set<number>();
    const rightEnds$ = from(names.entries()).pipe(
      mergeMap(([index, name]) =>
        pollOperation$(client, name, { ...types, schedule: () => 1 }).pipe(
          filter((state) => {
            if (state.status === 'running') {
              seenRunning.add(index);
              end(index);
            }
            return state.status === 'succeeded' && state.response === `${index}`;
          }),
        ),
      ),
      count(),
    );
    expect(await lastValueFrom(rightEnds$)).toBe(MANY);
    expect(seenRunning.size).toBe(MANY / 2);
  }, 120_000);

  it('a thousand long polls at once are one wait each, and none is polled', async () => {
    const { operations, client, names, end } = await open(WAITS);
    const polls = spyOn(operations, 'getOperation').and.callThrough();
    const wait = operations.waitOperation.bind(operations);
    let pending = 0;
    const waits = spyOn(operations, 'waitOperation').and.callFake((...call) => {
      // All end when all wait.
      if (++pending === WAITS) setImmediate(() => names.forEach((_, index) => end(index)));
      return wait(...call);
    });
    const ends$ = from(names).pipe(
      mergeMap((name) => pollOperation$(client, name, { ...types, longPoll: true })),
      filter(({ status }) => status === 'succeeded'),
      count(),
    );
    expect(await lastValueFrom(ends$)).toBe(WAITS);
    expect(waits.calls.count()).toBe(WAITS);
    expect(polls.calls.count()).toBe(0);
  }, 60_000);
});
