import { expectTypeOf } from 'expect-type';
import type { DoneState } from '../../../src/index.js';
import { isDoneState, isUnpackError, operationState, pack, StatusCode, toStatusDetail } from '../../../src/index.js';
import { brief, count, failed, running, succeeded, text, types } from '../../support/messages.js';

const poll = { attempt: 1, failures: 0 };
const EMPTY = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };

describe('operationState', () => {
  it('is running until done, even with an error, as some servers send one on the way', () => {
    const message = { ...failed(StatusCode.INTERNAL, 'so far'), done: false };
    expect(operationState(message, types, poll).status).toBe('running');
  });

  it('keeps the message and what is known of the poll', () => {
    const message = running('half');
    const state = operationState(message, types, poll);
    expect(state).toEqual({ status: 'running', done: false, name: 'operations/1', metadata: 'half', message, poll });
    expect(state.message).toBe(message);
  });

  it('poll-error-result: code, message and details surface, and done is true', () => {
    const detail = toStatusDetail(pack('why', text), () => text);
    const state = operationState(failed(StatusCode.NOT_FOUND, 'no such file', [detail], 'half'), types, poll);
    if (state.status !== 'failed') throw new Error(`expected failed, found ${state.status}`);
    expect(state.done).toBeTrue();
    expect(state.metadata).toBe('half');
    expect(state.error.code).toBe(StatusCode.NOT_FOUND);
    expect(state.error.statusMessage).toBe('no such file');
    expect(state.error.details).toEqual([detail]);
    expect(state.error.operationName).toBe('operations/1');
  });

  it('server-cancelled: the code CANCELLED is the status cancelled, the metadata still readable', () => {
    const state = operationState(failed(StatusCode.CANCELLED, 'by request', [], 'half'), types, poll);
    expect(brief(state)).toBe('cancelled #1, at half, CANCELLED: by request');
  });

  it('takes an error that says OK for none, as Go does', () => {
    const message = { ...succeeded('hello'), error: { code: StatusCode.OK, message: '', details: [] } };
    expect(brief(operationState(message, types, poll))).toBe('succeeded #1, gave hello');
  });

  it('no-metadata: a state has no metadata, not even as a key', () => {
    expect('metadata' in operationState(running(), types, poll)).toBeFalse();
  });

  it('neither-set: done without response or error is success without a value', () => {
    const state = operationState(succeeded(), types, poll);
    expect(state).toEqual(jasmine.objectContaining({ status: 'succeeded', done: true, response: undefined }));
  });

  it('unit-types: google.protobuf.Empty as response and metadata is no value and no error', () => {
    const unit = { typeName: 'google.protobuf.Empty', fromBinary: () => ({}) };
    const message = { ...succeeded(), response: EMPTY, metadata: EMPTY };
    for (const unitTypes of [{}, { responseType: unit, metadataType: unit }]) {
      const state = operationState(message, unitTypes, poll);
      expect(state).toEqual(jasmine.objectContaining({ status: 'succeeded', response: undefined }));
      expect('metadata' in state).toBeFalse();
    }
  });

  it('unit-types: google.protobuf.Empty where another type is expected is of the wrong type', () => {
    expect(() => operationState({ ...succeeded(), response: EMPTY }, types, poll)).toThrowMatching(isUnpackError);
  });

  it('leaves response and metadata packed without types', () => {
    const message = succeeded('hello', 'all');
    const state = operationState(message, {}, poll);
    expect(state).toEqual(jasmine.objectContaining({ response: message.response, metadata: message.metadata }));
  });

  it('response-wrong-type: the error names the operation, the expected and the found type', () => {
    const message = { ...succeeded(), response: pack(3, count) };
    expect(() => operationState(message, types, poll)).toThrowMatching(
      (error) =>
        isUnpackError(error) &&
        error.message === 'The response of "operations/1" does not unpack: expected acme.v1.Text, found acme.v1.Count.',
    );
  });

  it('metadata-wrong-type-keeps-result: the state has no metadata, the message keeps it packed', () => {
    const message = { ...succeeded('hello'), metadata: pack(3, count) };
    const state = operationState(message, types, poll);
    expect(brief(state)).toBe('succeeded #1, gave hello');
    expect(state.message.metadata).toEqual(pack(3, count));
  });

  it('corrupt-any: metadata that does not parse is left out, a response that does not parse is an UnpackError', () => {
    const corrupt = { typeUrl: 'type.googleapis.com/acme.v1.Text', value: new Uint8Array([0xff]) };
    const half = operationState({ ...succeeded('hello'), metadata: corrupt }, types, poll);
    expect(brief(half)).toBe('succeeded #1, gave hello');
    expect(() => operationState({ ...succeeded(), response: corrupt }, types, poll)).toThrowMatching(
      (error) => isUnpackError(error) && error.cause instanceof TypeError,
    );
  });
});

describe('isDoneState', () => {
  it('tells states of an end from running ones, and narrows in a filter', () => {
    const messages = [running('half'), succeeded('hello'), failed(StatusCode.ABORTED, ''), failed(1, '')];
    const ends = messages.map((message) => operationState(message, types, poll)).filter(isDoneState);
    expectTypeOf(ends).toEqualTypeOf<DoneState<string, string>[]>();
    expect(ends.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'cancelled']);
  });
});
