import '@angular/compiler';
import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER } from 'rxjs';
import { fixedInterval } from '../../src/index.js';
import { injectOperation, provideOperations, withClient, withPolling } from '../../src/angular/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import type { ScriptedOperations } from '../../src/testing/index.js';
import { NAME } from '../support/messages.js';
import { angularTestBed, pretend, provide, Time } from './angular-test-bed.js';

describe('Polling in Angular pauses', () => {
  angularTestBed();
  let time: Time;
  let client: ScriptedOperations;

  beforeEach(() => {
    time = new Time();
    client = scriptedOperations({ [NAME]: 'rrrrrrr' });
    provide(
      provideOperations(
        withClient(() => client),
        withPolling({ scheduler: time, schedule: fixedInterval(1_000) }),
      ),
    );
  });

  const hide = (): (() => void) => {
    const document = TestBed.inject(DOCUMENT);
    return pretend(document, 'visibilityState', 'hidden', document, 'visibilitychange');
  };

  it('while the page is hidden', () => {
    TestBed.runInInjectionContext(() => injectOperation(NAME));
    TestBed.tick();
    const show = hide();
    try {
      time.pass(60_000);
      expect(client.calls.length).toBe(1);
    } finally {
      show();
    }
  });

  it('while there is no network, and polls at once when it is back', () => {
    TestBed.runInInjectionContext(() => injectOperation(NAME));
    TestBed.tick();
    const window = TestBed.inject(DOCUMENT).defaultView!;
    const reconnect = pretend(window.navigator, 'onLine', false, window, 'offline');
    try {
      time.pass(60_000);
      expect(client.calls.length).toBe(1);
    } finally {
      reconnect();
    }
    pretend(window.navigator, 'onLine', true, window, 'online')();
    time.pass(0);

    expect(client.calls.length).toBe(2);
  });

  it('for another reason, or never, where that is asked for', () => {
    TestBed.runInInjectionContext(() => injectOperation(NAME, { pauseWhile: NEVER }));
    TestBed.tick();
    const show = hide();
    try {
      time.pass(2_000);
      expect(client.calls.length).toBe(3);
    } finally {
      show();
    }
  });
});
