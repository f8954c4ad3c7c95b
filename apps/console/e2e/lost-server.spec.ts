import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useConsole } from './support/console-fixture.js';
import { startRunning } from './support/library.js';

describe('a lost server', () => {
  const fixture = useConsole();

  it('is told by the list with the time of the next try, and nothing that was known is lost', async () => {
    const { operations } = fixture();
    startRunning(operations, 'RebuildIndex', { progressPercent: 30 });
    const page = await fixture().open('/?status=running');
    const rows = page.locator('app-table-row');
    await rows.getByText('30 %').waitFor();
    await fixture().stop();
    await page.getByText('The server does not answer.').waitFor();
    const next = page.getByText(/next try in \d+ s/);
    await next.waitFor();
    const told = await next.innerText();
    await page.waitForFunction((text) => !document.body.innerText.includes(text), told);
    assert.equal(await rows.count(), 1);

    startRunning(operations, 'ImportBooks', { progressPercent: 50 });
    await fixture().serve();
    await page.getByRole('button', { name: 'Try now' }).click();
    await rows.getByText('50 %').waitFor();
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
    assert.equal(await rows.count(), 2);
  });

  it('is told by the page of an operation, which marks the polls that failed', async () => {
    const name = startRunning(fixture().operations, 'RebuildIndex', { progressPercent: 30 });
    const page = await fixture().open(`/${name}`);
    await page.getByText(/polls?, none failed/).waitFor();
    await fixture().stop();
    await page.getByText('The server does not answer.').waitFor();
    await page.getByText(/polls, \d+ failed/).waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '30');
    await fixture().serve();
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await page.getByText(/polls, \d+ failed/).waitFor();
  });

  it('leaves what is known of an operation where its polling began anew', async () => {
    const { operations } = fixture();
    const name = startRunning(operations, 'RebuildIndex', { progressPercent: 30 });
    const page = await fixture().open(`/${name}`);
    await page.getByText(/polls?, none failed/).waitFor();
    operations.deleteOperation({ name }).subscribe();
    await page.getByRole('alert').waitFor();
    await fixture().stop();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText('The server does not answer.').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '30');
  });

  it('that never answered so far is told, and asked again', async () => {
    const page = await fixture().open('/operations/of-no-name');
    await page.getByRole('alert').waitFor();
    // The other pages of the console are loaded once the first is there.
    await page.waitForLoadState('networkidle');
    await fixture().stop();
    await page.getByRole('link', { name: 'longrunning' }).click();
    await page.getByText('Nothing is known yet').waitFor();
    await fixture().serve();
    await page.getByText('There are no operations yet.').waitFor();
  });
});
