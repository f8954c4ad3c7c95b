import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Subject } from 'rxjs';
import { useConsole } from './support/console-fixture.js';
import { startFailed, startImport, startRunning } from './support/library.js';

describe('the page of an operation', () => {
  const fixture = useConsole();

  it('follows it from a deep link to its result', async () => {
    const end$ = new Subject<void>();
    const name = startImport(fixture().operations, 500, 100, end$);
    const page = await fixture().open(`/${name}`);
    await page
      .getByRole('heading', { name: /ImportBooks/ })
      .getByText('running')
      .waitFor();
    await page
      .getByText(/About \d+ s left/)
      .first()
      .waitFor();
    await page.getByRole('img', { name: /([3-9]|\d\d) polls, none failed/ }).waitFor();
    end$.next();
    await page
      .getByRole('heading', { name: /ImportBooks/ })
      .getByText('succeeded')
      .waitFor();
    await page.getByRole('region', { name: 'Result' }).getByText('books').waitFor();
    await page.getByText('There are no more.').waitFor();
    assert.match(await page.title(), /^[0-9a-f-]{36} · Operations$/);
  });

  it('polls at once when it is told to', async () => {
    const name = startRunning(fixture().operations, 'RebuildIndex', { progressPercent: 10 });
    const page = await fixture().open(`/${name}`);
    await page.getByText(/\d+ polls?, none failed/).waitFor();
    const polled = page.waitForResponse(`**/${name}`);
    await page.getByRole('button', { name: 'Poll now' }).click();
    assert.equal((await polled).status(), 200);
  });

  it('keeps the focus on the button that saw the end', async () => {
    const { operations } = fixture();
    const name = startRunning(operations, 'RebuildIndex', { progressPercent: 10 });
    const page = await fixture().open(`/${name}`);
    const button = page.getByRole('button', { name: 'Poll now' });
    await button.waitFor();
    operations.cancelOperation({ name }).subscribe();
    await button.press('Enter');
    await page.getByRole('button', { name: 'Delete' }).waitFor();
    assert.equal(await page.locator(':focus').innerText(), 'Poll now');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
  });

  it('cancels it after a question, and shows how it ended', async () => {
    const name = startRunning(fixture().operations, 'RebuildIndex', { progressPercent: 10 });
    const page = await fixture().open(`/${name}`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the operation' }).click();
    await page.getByRole('region', { name: 'Error' }).getByText('cancelled on request').waitFor();
    assert.equal(await page.locator(':focus').innerText(), 'Delete');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the operation' }).click();
    await page.getByText('There are no operations yet.').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
  });

  it('shows why one failed, with the details', async () => {
    const name = startFailed(fixture().operations, 'ImportBooks');
    const page = await fixture().open(`/${name}`);
    const error = page.getByRole('region', { name: 'Error' });
    await error.getByText('RESOURCE_EXHAUSTED').waitFor();
    await error.getByText('google.rpc.ErrorInfo').waitFor();
    assert.match(await error.innerText(), /SHELF_FULL/);
  });

  it('shows numbers as counts, unless a leading zero says otherwise', async () => {
    const name = startRunning(fixture().operations, 'ImportBooks', { shelf: '007', booksDone: 1_200 });
    const page = await fixture().open(`/${name}`);
    const metadata = page.getByRole('region', { name: 'Metadata' });
    await metadata.getByText('1,200').waitFor();
    assert.match(await metadata.innerText(), /007/);
  });

  it('says that no operation has this name', async () => {
    const page = await fixture().open('/operations/of-no-name');
    await page.getByRole('alert').getByText('there is no operation').waitFor();
    await page.getByRole('heading', { name: 'The server does not know this operation' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Ask again' }).count(), 1);
  });
});
