import { asyncScheduler, timer, VirtualTimeScheduler } from 'rxjs';
import { PacedCancels } from '../../../src/core/client/paced-cancels.js';
import { marbles } from '../../support/marbles.js';

/** Calls that note when they are cancelled, in ms. */
function calls(count: number) {
  const times: number[] = [];
  const cancellable = Array.from({ length: count }, () => ({
    cancel: () => void times.push(asyncScheduler.now()),
  }));
  return { times, cancellable };
}

describe('The cancels of one connection', () => {
  it('leave at once where they are few', () => {
    marbles(() => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(200);
      for (const call of cancellable) cancels.cancel(call);
      expect(times.length).toBe(200);
    });
  });

  it('leave in groups where they are many, in their order, and the last leaves no timer', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const order: number[] = [];
      const atTime = new Map<number, number>();
      const cancelled = (index: number) => () => {
        order.push(index);
        atTime.set(asyncScheduler.now(), (atTime.get(asyncScheduler.now()) ?? 0) + 1);
      };
      for (let index = 0; index < 225; index++) cancels.cancel({ cancel: cancelled(index) });
      flush();
      expect(order).toEqual(Array.from({ length: 225 }, (_, index) => index));
      expect([...atTime]).toEqual([
        [0, 200],
        [400, 10],
        [800, 10],
        [1_200, 5],
      ]);
      expect(asyncScheduler.now()).toBe(1_200);
    });
  });

  it('never spend what HTTP/2 of Node allows: 1,000, and 33 more each second', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(3_000);
      // Some all at once, some one by one.
      cancellable.forEach((call, index) =>
        index < 1_500 ? cancels.cancel(call) : timer(index * 7).subscribe(() => cancels.cancel(call)),
      );
      flush();
      expect(times.length).toBe(3_000);
      let left = 1_000;
      let before = 0;
      const least = times.map((time) => {
        left = Math.min(1_000, left + ((time - before) * 33) / 1_000) - 1;
        before = time;
        return left;
      });
      expect(Math.min(...least)).toBeGreaterThan(700);
    });
  });

  it('leave at once again after a while', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(400);
      for (const call of cancellable.slice(0, 200)) cancels.cancel(call);
      timer(8_000).subscribe(() => {
        for (const call of cancellable.slice(200)) cancels.cancel(call);
        expect(times.length).toBe(400);
      });
      flush();
    });
  });

  it('of calls that end by themselves are dropped, and take nobody else their turn', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(1_000);
      for (const call of cancellable) cancels.cancel(call);
      for (const call of cancellable.slice(205)) cancels.ended(call);
      flush();
      expect(times.length).toBe(205);
      expect(asyncScheduler.now()).toBe(400);
    });
  });

  it('keep no timer when all that wait have ended by themselves', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(300);
      for (const call of cancellable) cancels.cancel(call);
      for (const call of cancellable) cancels.ended(call);
      flush();
      expect(times.length).toBe(200);
      expect(asyncScheduler.now()).toBe(0);
    });
  });

  it('leave all at once when the connection is closed, and any later one too', () => {
    marbles(({ flush }) => {
      const cancels = new PacedCancels();
      const { times, cancellable } = calls(2_000);
      for (const call of cancellable.slice(0, 1_000)) cancels.cancel(call);
      cancels.close();
      expect(times.length).toBe(1_000);
      for (const call of cancellable.slice(1_000)) cancels.cancel(call);
      expect(times.length).toBe(2_000);
      flush();
      expect(asyncScheduler.now()).toBe(0);
    });
  });

  it('go on when the clock is set back', () => {
    const scheduler = new VirtualTimeScheduler();
    let setBack = 0;
    const cancels = new PacedCancels({
      now: () => scheduler.now() - setBack,
      schedule: scheduler.schedule.bind(scheduler),
    });
    let cancelled = 0;
    for (let index = 0; index < 300; index++) cancels.cancel({ cancel: () => cancelled++ });
    setBack = 3_600_000;
    scheduler.flush();
    expect(cancelled).toBe(300);
  });
});
