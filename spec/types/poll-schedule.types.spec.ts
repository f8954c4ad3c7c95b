import { expectTypeOf } from 'expect-type';
import { NEVER, of } from 'rxjs';
import type { Observable } from 'rxjs';
import type { LearningSchedule, OperationState, PackedMessage, PollSchedule, OngoingState } from '../../src/index.js';
import { exponentialThenFixed, fixedInterval, learningSchedule, Operation, pollOperation$ } from '../../src/index.js';
import { count, NAME, running, text } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();

describe('the types of a PollSchedule', () => {
  it('are inferred from metadataType where it is written within the options', () => {
    const states$ = pollOperation$(client, NAME, {
      responseType: text,
      metadataType: count,
      schedule: (attempt, { metadata }) => {
        expectTypeOf(attempt).toEqualTypeOf<number>();
        expectTypeOf(metadata).toEqualTypeOf<number | undefined>();
        return metadata ?? 0;
      },
    });
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    const operation = Operation.fromName(client, NAME, {
      schedule: (_, { metadata }) => metadata ?? 0,
      metadataType: count,
    });
    expectTypeOf(operation).toEqualTypeOf<Operation<PackedMessage, number>>();
    expect(client.calls).toEqual([]);
  });

  it('leave the metadata a packed message where there is no type', () => {
    const schedule = jasmine.createSpy('schedule').and.returnValue(0);
    const states$ = pollOperation$(new ScriptedClient({ getOperation: [of(running()), NEVER] }), NAME, {
      schedule: (attempt, { metadata }) => {
        expectTypeOf(metadata?.typeUrl).toEqualTypeOf<string | undefined>();
        return Number(schedule(attempt));
      },
    });
    expectTypeOf(states$).toEqualTypeOf<Observable<OperationState<PackedMessage, PackedMessage>>>();
    states$.subscribe().unsubscribe();
    expect(schedule).toHaveBeenCalledOnceWith(1);
  });

  it('let one that reads no metadata serve any operation, and decide nothing', () => {
    for (const schedule of [exponentialThenFixed(), fixedInterval(5)]) {
      expectTypeOf(schedule).toEqualTypeOf<PollSchedule>();
      expectTypeOf(schedule).parameter(1).toEqualTypeOf<OngoingState>();
      expectTypeOf(pollOperation$(client, NAME, { schedule })).toEqualTypeOf<
        Observable<OperationState<PackedMessage, PackedMessage>>
      >();
      expectTypeOf(pollOperation$(client, NAME, { schedule, metadataType: count })).toEqualTypeOf<
        Observable<OperationState<PackedMessage, number>>
      >();
    }
    expect(client.calls).toEqual([]);
  });

  it('refuse one for other metadata, and one that gives no number', () => {
    const byCount: PollSchedule<number> = (_, { metadata }) => metadata ?? 0;
    // @ts-expect-error the metadata is a string
    expect(() => pollOperation$(client, NAME, { metadataType: text, schedule: byCount })).not.toThrow();
    // @ts-expect-error without a metadataType it is a packed message
    expect(() => pollOperation$(client, NAME, { schedule: byCount })).not.toThrow();
    // @ts-expect-error a delay is a number of milliseconds
    expect(() => pollOperation$(client, NAME, { schedule: () => '5s' })).not.toThrow();
  });

  it('let one that learns serve any operation, unless it reads metadata of a type', () => {
    const schedule = learningSchedule();
    expectTypeOf(schedule).toEqualTypeOf<LearningSchedule>();
    expectTypeOf(pollOperation$(client, NAME, { schedule, responseType: text, metadataType: count })).toEqualTypeOf<
      Observable<OperationState<string, number>>
    >();
    const byCount = learningSchedule<number>({
      kind: ({ metadata }) => {
        expectTypeOf(metadata).toEqualTypeOf<number | undefined>();
        return String(metadata);
      },
    });
    expect(() => pollOperation$(client, NAME, { schedule: byCount, metadataType: count })).not.toThrow();
    // @ts-expect-error the metadata is a string
    expect(() => pollOperation$(client, NAME, { schedule: byCount, metadataType: text })).not.toThrow();
    // @ts-expect-error a kind is a string
    expect(learningSchedule({ kind: () => 5 })).toBeDefined();
  });
});
