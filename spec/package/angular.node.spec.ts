import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { angularProject, compiled } from './angular-project.js';
import { emptyFolder, nodeBinary, REQUIRE } from './consumer.js';
import { linkedBundle } from './linked-bundle.js';
import { shownPage } from './shown-page.js';

const MINUTES = 60_000;

/** The ends of the range of the peers, each with a TypeScript and a Node that it takes. */
const ANGULARS = [
  { angular: '21.0.0', typescript: '5.9.3', major: 20 },
  { angular: '22.2.0', typescript: '6.0', major: 24 },
];

/** What a browser gets: nothing of a compiler, of zone.js, or of a transport or server that it does not use. */
const FOR_BROWSERS = [
  /^out[/]/,
  /^node_modules[/](rxjs|tslib|@angular[/](core|common|platform-browser))[/]/,
  /^node_modules[/]rxjs-longrunning[/]dist[/]src[/](angular|core|rest|testing)[/]/,
];

for (const { angular, typescript, major } of ANGULARS) {
  describe(`An application of Angular ${angular} with the package installed`, () => {
    let folder: string;
    let node: string;
    let printed: string;

    beforeAll(async () => {
      folder = await angularProject(angular, typescript);
      node = await nodeBinary(major);
      printed = await compiled(node, folder, ['main.ts', 'page.ts']);
    }, 5 * MINUTES);

    it('compiles ahead of time, with the types of the libraries checked', async () => {
      expect(printed).toBe('');
      expect(await readFile(join(folder, 'out', 'app.js'), 'utf8')).toContain('ɵɵdefineComponent');
    });

    it(
      'does not compile with mistakes in a template, and says which',
      async () => {
        const wrong = compiled(node, folder, ['wrong.ts']);
        await expectAsync(wrong).toBeRejectedWithError(/'progress' does not exist on type 'OperationSignals</);
        await expectAsync(wrong).toBeRejectedWithError(/'response' does not exist on type 'UnknownState</);
      },
      MINUTES,
    );

    it(
      'runs in a browser as one file, without a compiler',
      async () => {
        const outfile = join(folder, 'browser.js');
        const { inputs } = await linkedBundle(folder, {
          entryPoints: ['out/main.js'],
          platform: 'browser',
          minify: true,
          outfile,
        });
        const files = Object.keys(inputs);
        expect(files.filter((file) => !FOR_BROWSERS.some((part) => part.test(file)))).toEqual([]);
        expect(files).toContain('node_modules/rxjs-longrunning/dist/src/angular/index.js');

        const metadata = { '@type': 'type.googleapis.com/acme.v1.ReportMetadata', progressPercent: 100 };
        const html = await shownPage('app-root', outfile, { done: true, metadata });
        expect(html).toContain(`<app-root ng-version="${angular}"><p>succeeded, 100 % </p>`);
      },
      MINUTES,
    );

    it(
      'is rendered on a server while its operations run, without a compiler',
      async () => {
        const outside = await emptyFolder();
        await linkedBundle(folder, {
          entryPoints: ['render.js'],
          platform: 'node',
          banner: { js: REQUIRE },
          outfile: join(outside, 'render.mjs'),
        });
        const { urls, pages } = JSON.parse(await run(node, ['render.mjs'], outside)) as Record<string, string[]>;

        expect(urls?.sort()).toEqual([
          'https://acme.test/api/v1/operations/123',
          'https://example.com/v1/operations/7',
          'https://example.com/v1/operations/7',
          'https://example.com/v1/operations/8',
        ]);
        expect(pages?.[0]).toContain('<p>running, 37 % </p>');
        expect(pages?.[1]).toContain('running at poll 1: type.googleapis.com/acme.v1.ReportMetadata');
      },
      MINUTES,
    );
  });
}
