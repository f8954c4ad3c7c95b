import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { useConsole } from './support/console-fixture.js';
import { startFailed, startImport, startRunning, startSome } from './support/library.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on a page, as it is now. */
async function findings(page: Page): Promise<readonly string[]> {
  // As a script of the page, its policy would not let it run; nor is it to measure colours on their way.
  await page.addStyleTag({ content: '* { animation: none !important; transition: none !important }' });
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

describe('the look of the console', () => {
  const fixture = useConsole();

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`leaves axe nothing to find when it is ${colorScheme}`, async () => {
      const { operations } = fixture();
      const page = await fixture().open('/', { colorScheme });
      await page.getByText('There are no operations yet.').waitFor();
      assert.deepEqual(await findings(page), []);

      startSome(operations);
      const paths = [
        '/',
        '/?status=failed',
        `/${startImport(operations, 500, 200)}`,
        `/${startFailed(operations, 'ImportBooks')}`,
      ];
      for (const path of [...paths, '/operations/of-no-name']) {
        const other = await fixture().open(path, { colorScheme });
        await other.locator('app-table-row, app-polling-facts, [role=alert]').first().waitFor();
        assert.deepEqual([path, ...(await findings(other))], [path]);
      }
      await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await findings(page), []);
      await page.keyboard.press('Escape');
      await fixture().stop();
      await page.getByText('The server does not answer.').waitFor();
      assert.deepEqual(await findings(page), []);
    });
  }

  it('is dark where the system is', async () => {
    const brightness = async (colorScheme: 'light' | 'dark'): Promise<number> => {
      const page = await fixture().open('/', { colorScheme });
      const [red = 0] =
        (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g)?.map(Number) ?? [];
      return red;
    };
    assert.ok((await brightness('light')) > 200);
    assert.ok((await brightness('dark')) < 50);
  });

  it('fits a screen of 360 pixels', async () => {
    const { operations } = fixture();
    startSome(operations);
    const name = startFailed(operations, 'ImportBooks');
    const viewport = { width: 360, height: 740 };
    for (const path of ['/', `/${name}`, `/${startImport(operations, 500, 200)}`]) {
      const page = await fixture().open(path, { viewport });
      await page.locator('app-table-row, app-polling-facts').first().waitFor();
      assert.deepEqual([path, await overflow(page)], [path, 0]);
      assert.deepEqual(await findings(page), []);
    }
  });

  it('has room for what can be done to an operation at any width', async () => {
    startSome(fixture().operations);
    const page = await fixture().open();
    const button = page.getByRole('button', { name: 'Cancel ' }).first();
    await button.waitFor();
    for (const width of [360, 719, 720, 879, 880, 1_079, 1_080]) {
      await page.setViewportSize({ width, height: 740 });
      const table = await page.getByRole('table').boundingBox();
      const box = await button.boundingBox();
      assert.ok(table && box && box.x + box.width <= table.x + table.width, `${width} px`);
    }
  });

  it('shows which button has the focus of the keyboard', async () => {
    startRunning(fixture().operations, 'RebuildIndex', {});
    const page = await fixture().open();
    const names = ['Start a digest', 'Refresh the list', /^Cancel /];
    for (const name of names) {
      const button = page.getByRole('button', { name }).first();
      await button.waitFor();
      while (!(await button.evaluate((element) => element.matches(':focus')))) await page.keyboard.press('Tab');
      assert.equal(await button.evaluate((element) => getComputedStyle(element).outlineStyle), 'solid');
    }
  });

  it('has a heading for each cell on a narrow screen, and for no other', async () => {
    startSome(fixture().operations);
    const page = await fixture().open('/', { viewport: { width: 360, height: 740 } });
    const row = page.locator('app-table-row').first();
    await row.waitFor();
    assert.deepEqual(await page.getByRole('columnheader').allInnerTexts(), [
      'Operation',
      'Kind',
      'Status',
      'Progress',
      'Actions',
    ]);
    assert.equal(await row.getByRole('cell').count(), 5);
  });

  it('does not cover a hint by an error on a narrow screen', async () => {
    const page = await fixture().open('/', { viewport: { width: 360, height: 740 } });
    await page.getByRole('banner').getByRole('button', { name: 'Start a digest' }).click();
    const hint = await page.locator('mat-hint').boundingBox();
    const error = await page.getByRole('dialog').getByRole('alert').boundingBox();
    assert.ok(hint && error && hint.y + hint.height <= error.y);
  });

  it('fills the bar of unknown progress where nothing is to move', async () => {
    startRunning(fixture().operations, 'ExportCatalogue', { bucket: 'catalogues' });
    const page = await fixture().open('/', { reducedMotion: 'reduce' });
    const bar = page.getByRole('progressbar');
    await bar.waitFor();
    const [all, part] = await Promise.all([bar.boundingBox(), bar.locator('i').boundingBox()]);
    assert.equal(part?.width, all?.width);
  });
});
