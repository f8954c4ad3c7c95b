import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useConsole } from './support/console-fixture.js';
import { startFailed, startRunning, startSome, startSucceeded } from './support/library.js';

describe('the list of the console', () => {
  const fixture = useConsole();

  it('says that there are no operations', async () => {
    const page = await fixture().open();
    await page.getByText('There are no operations yet.').waitFor();
    assert.equal(await page.title(), 'Operations');
  });

  it('starts a digest and watches its bar reach the end', async () => {
    const page = await fixture().open();
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    await page.getByLabel('Folder').fill('.');
    await page.keyboard.press('Enter');
    const row = page.getByRole('row').filter({ hasText: 'DigestTree' });
    await row.getByText('running').waitFor();
    const bar = row.getByRole('progressbar');
    await row.getByText(/^[3-5]\d\d MB of 600 MB/).waitFor();
    assert.match((await bar.getAttribute('aria-valuenow')) ?? '', /^[5-9]\d$/);
    fixture().operations.goOn();
    await row.getByText('succeeded').waitFor();
    assert.equal(await bar.getAttribute('aria-valuenow'), '100');
    await row.getByText('600 MB of 600 MB, 30 of 30 files').waitFor();
  });

  it('starts a digest on a page of another host, which is no secure context', async () => {
    const page = await fixture().open();
    await page.evaluate(() => Reflect.deleteProperty(Crypto.prototype, 'randomUUID'));
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('row').filter({ hasText: 'DigestTree' }).waitFor();
  });

  it('says why a digest cannot be started, and keeps what was typed', async () => {
    const page = await fixture().open();
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    await page.getByLabel('Folder').fill('../outside');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('alert').getByText('../outside').waitFor();
    assert.equal(await page.getByLabel('Folder').inputValue(), '../outside');
  });

  it('says that the server is away when a digest is to be started', async () => {
    const page = await fixture().open();
    await page.getByText('There are no operations yet.').waitFor();
    await page.waitForLoadState('networkidle');
    await fixture().stop();
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    const told = page.locator('mat-snack-bar-container');
    await told.getByText('The server does not answer.').waitFor();

    await fixture().serve();
    await told.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    await page.getByLabel('Folder').waitFor();
    await fixture().stop();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
  });

  it('counts nothing before it was answered', async () => {
    const page = await fixture().open('/operations/of-no-name');
    await page.getByRole('alert').waitFor();
    await page.route('**/v1/operations?*', () => undefined);
    await page.getByRole('link', { name: 'All operations' }).click();
    await page.getByText('Asking for the operations').waitFor();
    assert.equal(await page.getByRole('link', { name: 'All —' }).count(), 1);
    assert.equal(await page.getByRole('heading', { name: 'Operations' }).locator('+ p').innerText(), '');
  });

  it('cancels an operation, then deletes it, each after a question', async () => {
    const name = startRunning(fixture().operations, 'RebuildIndex', { progressPercent: 30 });
    const page = await fixture().open();
    await page.getByRole('button', { name: 'Cancel ' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(name).waitFor();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('row').getByText('running').count(), 1);

    await page.getByRole('button', { name: 'Cancel ' }).click();
    await dialog.getByRole('button', { name: 'Cancel the operation' }).click();
    await page.getByRole('row').getByText('cancelled').waitFor();
    assert.equal(await page.locator(':focus').getAttribute('aria-label'), `Delete ${name.replace('operations/', '')}`);

    await page.getByRole('button', { name: 'Delete ' }).click();
    await dialog.getByRole('button', { name: 'Delete the operation' }).click();
    await page.getByText('There are no operations yet.').waitFor();
    await page.locator('main:focus').waitFor();
  });

  it('filters and searches by its URL', async () => {
    const { operations } = fixture();
    startFailed(operations, 'ImportBooks');
    startSucceeded(operations, 'ImportBooks', {});
    startRunning(operations, 'RebuildIndex', {});
    const page = await fixture().open('/?status=failed&q=IMPORT');
    const rows = page.locator('app-table-row');
    await rows.getByText('failed').waitFor();
    assert.equal(await rows.count(), 1);
    assert.equal(await page.getByRole('searchbox').inputValue(), 'IMPORT');

    await page.getByRole('link', { name: 'All 3' }).click();
    await rows.getByText('succeeded').waitFor();
    assert.equal(await rows.count(), 2);
    await page.getByRole('searchbox').fill('rebuild');
    await rows.getByText('RebuildIndex').waitFor();
    assert.match(page.url(), /\/\?q=rebuild$/);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No operation is like that.').waitFor();
    await page.goBack();
    await page.waitForURL(/\?status=failed&q=IMPORT$/);
    await rows.getByText('failed').waitFor();
  });

  it('leads to the page of an operation and back, without asking for the list anew', async () => {
    startSome(fixture().operations);
    const page = await fixture().open();
    await page.getByRole('row').getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Metadata' }).waitFor();
    await page.locator('main:focus').waitFor();
    await page.getByRole('link', { name: 'All operations' }).click();
    assert.ok((await page.locator('app-table-row').count()) > 5);
  });
});
