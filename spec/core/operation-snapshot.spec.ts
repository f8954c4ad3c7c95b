import { Operation, pack, StatusCode, toStatusDetail } from '../../src/index.js';
import type { ScriptedOperations } from '../../src/testing/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import { failed, NAME, running, succeeded, text, types } from '../support/messages.js';

const resumed = (operation: Operation<string, string>, client: ScriptedOperations): Operation<string, string> =>
  Operation.fromJson(client, JSON.parse(JSON.stringify(operation)), types);

describe('resuming an Operation', () => {
  it('resume-by-name: a name is enough to go on in another process', async () => {
    const client = scriptedOperations({ [NAME]: [succeeded('hello')] });
    expect(await Operation.fromName(client, NAME, types).wait()).toBe('hello');
    expect(client.calls.map(({ request }) => request.name)).toEqual([NAME]);
  });

  it('by-snapshot: the JSON of a running operation keeps its name and metadata, and is polled', async () => {
    const client = scriptedOperations({ [NAME]: [succeeded('hello')] });
    const operation = resumed(new Operation(client, running('half'), types), client);
    expect(operation.name).toBe(NAME);
    expect(operation.metadata()).toBe('half');
    expect(await operation.wait()).toBe('hello');
    expect(client.calls.length).toBe(1);
  });

  it('by-snapshot: a done snapshot makes no call', async () => {
    const client = scriptedOperations({});
    const operation = resumed(new Operation(client, succeeded('hello', 'all'), types), client);
    expect(operation.done).toBeTrue();
    expect(operation.metadata()).toBe('all');
    expect(await operation.wait()).toBe('hello');
    expect(client.calls).toEqual([]);
  });

  it('by-snapshot: a failed snapshot keeps code, message and details', async () => {
    const client = scriptedOperations({});
    const detail = toStatusDetail(pack('why', text));
    const operation = resumed(new Operation(client, failed(StatusCode.ABORTED, 'disk full', [detail]), types), client);
    await expectAsync(operation.wait()).toBeRejectedWith(
      jasmine.objectContaining({ code: StatusCode.ABORTED, statusMessage: 'disk full', details: [detail] }),
    );
    expect(client.calls).toEqual([]);
  });

  it('by-snapshot: the JSON shows what the last poll showed, and nothing of the client', async () => {
    const client = scriptedOperations({ [NAME]: [running('half', 'operations/2')] });
    const operation = new Operation(client, running(), { ...types, headers: { authorization: 'Bearer secret' } });
    await operation.poll();
    expect(JSON.parse(JSON.stringify(operation))).toEqual({
      name: 'operations/2',
      done: false,
      metadata: { typeUrl: 'type.googleapis.com/acme.v1.Text', base64: 'aGFsZg==' },
    });
  });

  it('by-snapshot: malformed JSON is refused at once', () => {
    expect(() => Operation.fromJson(scriptedOperations({}), { name: NAME })).toThrowError(
      TypeError,
      /found an object {name}/,
    );
  });
});
