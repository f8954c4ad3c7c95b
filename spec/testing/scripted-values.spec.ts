import { of } from 'rxjs';
import type { MessageType, OperationMessage } from '../../src/index.js';
import { pack } from '../../src/index.js';
import { running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { count, NAME, succeeded as succeededMessage, text, types } from '../support/messages.js';
import { outcome } from './outcome.js';

const asJson: MessageType<{ size: number }> = {
  typeName: 'acme.v1.Size',
  fromBinary: () => ({ size: 0 }),
  fromJson: (json) => json as { size: number },
  toJson: (message) => message,
};

describe('the values of a script', () => {
  it('are packed as the types say: in bytes', () => {
    const client = scriptedOperations({ [NAME]: [succeeded('painted', 'all'), of(succeeded('again'))] }, types);
    expect(outcome(client)).toEqual(succeededMessage('painted', 'all'));
    expect(outcome(client)).toEqual(succeededMessage('again'));
  });

  it('are packed in JSON where the type writes no bytes', () => {
    const client = scriptedOperations({ [NAME]: [succeeded({ size: 3 })] }, { responseType: asJson });
    expect((outcome(client) as OperationMessage).response).toEqual({
      typeUrl: 'type.googleapis.com/acme.v1.Size',
      json: { size: 3 },
    });
  });

  it('are packed when they are falsy, too', () => {
    const client = scriptedOperations({ [NAME]: [succeeded('', '')] }, types);
    expect(outcome(client)).toEqual(succeededMessage('', ''));
  });

  it('response-wrong-type: stay as they are when they are packed, whatever the types', () => {
    const other = pack(3, count);
    const json = { typeUrl: 'acme.v1.Text', json: 'most' };
    expect(outcome(scriptedOperations({ [NAME]: [succeeded(other, json)] }, types))).toEqual({
      name: NAME,
      done: true,
      response: other,
      metadata: json,
    });
    expect(outcome(scriptedOperations({ [NAME]: [succeeded(other, json)] }))).toEqual({
      name: NAME,
      done: true,
      response: other,
      metadata: json,
    });
  });

  it('are refused at once when there is no type that packs them', () => {
    for (const [options, message] of [
      [{}, /give its type as the option responseType/],
      [{ responseType: { ...text, toBinary: undefined } }, /acme\.v1\.Text has no toBinary/],
    ] as const) {
      expect(() => scriptedOperations({ [NAME]: [succeeded('painted') as never] }, options)).toThrowError(
        TypeError,
        message,
      );
    }
    expect(() => scriptedOperations({ [NAME]: [running({ half: true }) as never] })).toThrowError(
      TypeError,
      /give its type as the option metadataType/,
    );
  });

  it('are refused at once when they are no answer, and so is a name that is none', () => {
    for (const wrong of [{}, running, 'r']) {
      expect(() => scriptedOperations({ [NAME]: [wrong as never] })).toThrowError(
        TypeError,
        /answers of "operations\/1" such as running\(\), .* without a boolean done/,
      );
    }
    expect(() => scriptedOperations({ '': 'r' })).toThrowError(TypeError, /is empty/);
  });
});
