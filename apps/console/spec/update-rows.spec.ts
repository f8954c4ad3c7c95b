import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elapsedText, startedText } from '../src/app/list/row-times.js';
import { filteredRows } from '../src/app/list/filtered-rows.js';
import { updateRows } from '../src/app/operations/update-rows.js';

const message = (id: string, progressPercent: number, done = false) => ({
  name: `operations/${id}`,
  done,
  metadata: { typeUrl: 'type.googleapis.com/acme.v1.ImportBooksMetadata', json: { progressPercent } },
});

describe('updateRows', () => {
  it('makes rows of messages, the latest first', () => {
    const rows = updateRows(undefined, [message('a', 10), message('b', 100, true)], 1_000);
    assert.deepEqual(
      rows.map(({ id, kind, status, progress }) => [id, kind, status, progress?.fraction]),
      [
        ['b', 'ImportBooks', 'succeeded', 1],
        ['a', 'ImportBooks', 'running', 0.1],
      ],
    );
  });

  it('keeps the rows, and all of them together, that are as they were', () => {
    const rows = updateRows(undefined, [message('a', 10), message('b', 10)], 1_000);
    assert.equal(updateRows(rows, [message('a', 10), message('b', 10)], 2_000), rows);
    const changed = updateRows(rows, [message('a', 20), message('b', 10)], 2_000);
    assert.equal(changed[0], rows[0]);
    assert.notEqual(changed[1], rows[1]);
    assert.equal(updateRows(rows, [message('b', 10)], 2_000).length, 1);
  });

  it('knows the start and the end of those alone that it saw start and end', () => {
    const first = updateRows(undefined, [message('a', 10), message('b', 100, true)], 1_000);
    const [started, ended, before] = updateRows(
      first,
      [message('b', 100, true), message('a', 100, true), message('c', 0)],
      61_000,
    );
    const now = () => 66_000;
    assert.ok(started && ended && before);
    assert.deepEqual([startedText(started.seen).includes('before'), elapsedText(started, now)], [false, '5 s']);
    assert.deepEqual([startedText(ended.seen).includes('before'), elapsedText(ended, now)], [true, '> 1 m 0 s']);
    assert.equal(elapsedText(before, now), '—');
  });
});

describe('filteredRows', () => {
  const rows = updateRows(undefined, [message('anna', 10), message('berta', 100, true)], 0);
  const ids = (status: string | undefined, search: string | undefined) =>
    filteredRows(rows, { status, search }).map(({ id }) => id);

  it('lets through what has the status, and each of the words in its name or kind', () => {
    assert.equal(filteredRows(rows, { status: undefined, search: ' ' }), rows);
    assert.deepEqual(ids('running', undefined), ['anna']);
    assert.deepEqual(ids('', 'IMPORT ert'), ['berta']);
    assert.deepEqual(ids('failed', ''), []);
    assert.deepEqual(ids(undefined, 'anna berta'), []);
  });
});
