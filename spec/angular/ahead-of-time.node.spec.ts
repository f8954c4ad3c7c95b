import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';

const NGC = 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js';

/** Renders the application for a server that says 37 %, then done, and prints the page. */
const RENDER = `
  import '@angular/compiler';
  import { provideHttpClient, withFetch } from '@angular/common/http';
  import { bootstrapApplication } from '@angular/platform-browser';
  import { provideServerRendering, renderApplication } from '@angular/platform-server';
  import { createServer } from 'node:http';
  import { App, config } from './app.js';

  const metadata = { '@type': 'type.googleapis.com/acme.v1.ReportMetadata', progressPercent: 37 };
  const server = createServer((request, response) => response.end(JSON.stringify({ name: request.url, metadata })));
  server.listen(0, '127.0.0.1', async () => {
    const providers = [...config.providers, provideServerRendering(), provideHttpClient(withFetch())];
    const url = 'http://127.0.0.1:' + server.address().port + '/';
    const html = await renderApplication((context) => bootstrapApplication(App, { providers }, context), {
      document: '<app-root></app-root>',
      url,
      allowedHosts: ['127.0.0.1'],
    });
    console.log(html);
    server.close();
  });
`;

describe('The application in examples/angular', () => {
  let folder: string;

  // In the project's folder, so that 'rxjs-longrunning' is what was built here.
  beforeEach(async () => {
    folder = await mkdtemp('.examples-');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is the one of README.md', async () => {
    const code = (await readFile('examples/angular/app.ts', 'utf8')).replace(/^[/][/].*\n/, '');
    expect(await readFile('README.md', 'utf8')).toContain(`\n\`\`\`ts\n${code}\`\`\`\n`);
  });

  it('compiles ahead of time, and runs', async () => {
    await run(process.execPath, [NGC, '-p', 'examples/angular', '--outDir', folder], '.');
    expect(await readFile(join(folder, 'app.js'), 'utf8')).toContain('ɵɵdefineComponent');

    await writeFile(join(folder, 'render.js'), RENDER);
    const html = await run(process.execPath, ['render.js'], folder);
    expect(html).toContain('<p>running, 37 % </p>');
  }, 60_000);

  it('would not compile with a mistake in its template', async () => {
    const text = await readFile('examples/angular/app.ts', 'utf8');
    await writeFile(join(folder, 'app.ts'), text.replace('progressPercent ?? 0', 'progress ?? 0'));
    const config = JSON.stringify({
      extends: '../examples/angular/tsconfig.json',
      compilerOptions: { rootDir: '.', outDir: 'out' },
      include: ['app.ts'],
    });
    await writeFile(join(folder, 'tsconfig.json'), config);

    const compiled = run(process.execPath, [NGC, '-p', folder], '.');
    await expectAsync(compiled).toBeRejectedWithError(/Property 'progress' does not exist/);
  }, 60_000);
});
