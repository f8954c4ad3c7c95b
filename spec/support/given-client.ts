import type { ScriptedMessage, ScriptedOperations } from 'rxjs-longrunning/testing';
import { failed, running, scriptedOperations, succeeded } from 'rxjs-longrunning/testing';

const metadata = { typeUrl: 'type.googleapis.com/acme.v1.Progress', json: { percent: 50 } };
const aSecond = { typeUrl: 'type.googleapis.com/google.protobuf.Timestamp', value: Uint8Array.of(8, 1) };
const quota = {
  typeName: 'google.rpc.ErrorInfo',
  packed: { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: new Uint8Array() },
  value: { reason: 'QUOTA', domain: 'example.com', metadata: {} },
};
const failure = { ...failed(8, 'too many', metadata), error: { code: 8, message: 'too many', details: [quota] } };

/** The `client` that examples take for granted. Its operations run for one poll, and end well, but `operations/failing`. */
export function givenClient(): ScriptedOperations {
  const script = (end: ScriptedMessage): ScriptedMessage[] => [running(metadata), end];
  const names = ['operations/1', 'operations/2', 'operations/3', 'operations/123'];
  return scriptedOperations({
    ...Object.fromEntries(names.map((name) => [name, script(succeeded(aSecond, metadata))])),
    'operations/failing': script(failure),
  });
}
