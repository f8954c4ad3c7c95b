import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elapsedText, startedText } from '../src/app/list/row-times.js';
import { filteredRows } from '../src/app/list/filtered-rows.js';
import { shownFields } from '../src/app/detail/shown-fields.js';
import { operationLink } from '../src/app/operations/operation-link.js';
import { updateRows } from '../src/app/operations/update-rows.js';

/** A copy whose parts are other objects, as the next answer has them: of a deep message, all but what is nested. */
const structuredCloneOfJson = <T extends { metadata?: object }>(of: T): T => ({ ...of, metadata: { ...of.metadata } });

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

describe('updateRows, of what a hostile server sends', () => {
  const typeUrl = 'type.googleapis.com/acme.v1.ImportBooksMetadata';
  const rowsOf = (...jsons: readonly unknown[]) =>
    updateRows(
      undefined,
      jsons.map((json, index) => ({ name: `operations/${index}`, done: false, metadata: { typeUrl, json } })),
      0,
    );

  it('poison-metadata: spoils its own row alone', () => {
    const hostile = { toString: 1, valueOf: 1 };
    let deep: unknown = {};
    for (let level = 0; level < 20_000; level++) deep = { progress: deep };
    const poison = [{ progressPercent: hostile }, { filesTotal: hostile, filesDone: hostile }, deep, [], null, 'text'];
    const rows = rowsOf({ progressPercent: 10 }, ...poison);
    assert.deepEqual(
      rows.map(({ progress }) => progress?.fraction),
      [...poison.map(() => undefined), 0.1],
    );
    assert.equal(updateRows(rows, rows.map(({ message }) => structuredCloneOfJson(message)).reverse(), 1), rows);
  });

  it('spoofed-text: shows what does not show, in the name, the kind and the units', () => {
    const [row] = updateRows(
      undefined,
      [
        {
          name: 'operations/1\u202e',
          done: false,
          metadata: { typeUrl: 'x/acme.Imp\u200bortMetadata', json: { '\u2066xTotal': 4 } },
        },
      ],
      0,
    );
    assert.ok(row);
    assert.deepEqual(
      [row.title, row.id, row.kind, row.progress?.text],
      ['operations/1\\u202e', '1\\u202e', 'Imp\\u200bort', '0 of 4 \\u2066x'],
    );
    assert.deepEqual(operationLink('operations/../../x'), ['/operations', '../../x']);
  });
});

describe('shownFields', () => {
  it('shows so much of a message, however large and deep, and all characters', () => {
    let deep: unknown = [];
    for (let level = 0; level < 20_000; level++) deep = [deep];
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, 'x']));
    const shown = shownFields({ deep, many, long: 'x'.repeat(3_000_000), '\u202ekey': 'a\nb\u202ec', ...many });
    assert.equal(shown.length, 201);
    assert.deepEqual(shown.at(-1), { key: '…', text: 'and 99,804 more', isCode: false });
    assert.ok(shown.every(({ text }) => text.length <= 10_000));
    assert.deepEqual(shown[3], { key: '\\u202ekey', text: 'a\nb\\u202ec', isCode: false });
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
