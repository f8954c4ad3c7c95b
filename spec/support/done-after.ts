import { of } from 'rxjs';
import { running, succeeded } from './messages.js';
import { ScriptedClient } from './scripted-client.js';

/** A client whose operation runs for that many polls, then gives `hello`. */
export function doneAfter(polls: number): ScriptedClient {
  const answers = Array.from({ length: polls }, () => of(running()));
  return new ScriptedClient({ getOperation: [...answers, of(succeeded('hello'))] });
}
