import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { consumer } from './consumer.js';

const PACKAGES = ['core', 'common', 'compiler', 'compiler-cli', 'platform-browser', 'platform-server'];

/** An application that uses what the example does not. */
const PAGE = `
import { Component, input, type ApplicationConfig } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { injectOperation, injectOperations, operationResource } from 'rxjs-longrunning/angular';
import { provideOperations, withPolling, withRest } from 'rxjs-longrunning/angular';

@Component({
  selector: 'app-operation',
  template: \`
    @if (resource.hasValue()) {
      {{ resource.value().status }} at poll {{ resource.value().poll.attempt }}: {{ operation.metadata()?.typeUrl }}
    } @else {
      {{ resource.error()?.message }}
    }
  \`,
})
export class Operation {
  readonly name = input.required<string>();
  readonly resource = operationResource(this.name);
  readonly operation = injectOperation(this.name);
}

@Component({
  selector: 'app-root',
  imports: [Operation],
  template: '<app-operation name="operations/7" /> {{ known()?.name }}',
})
export class Page {
  readonly known = toSignal(injectOperations().get$('operations/8'));
}

const features = [withRest({ baseUrl: 'https://example.com' }), withPolling({ callTimeout: 1_000 })];
export const config: ApplicationConfig = { providers: [provideOperations(...features)] };
`;

/** A signal that is not there, and a response that is there only when the operation has succeeded. */
const WRONG = PAGE.replace('operation.metadata()', 'operation.progress()').replace('.poll.attempt', '.response');

/** Renders both applications for a server that says 37 %, and prints the URLs that were asked for, and the pages. */
const RENDER = `
import { provideHttpClient, withFetch } from '@angular/common/http';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import * as example from './out/app.js';
import * as page from './out/page.js';

const metadata = { '@type': 'type.googleapis.com/acme.v1.ReportMetadata', progressPercent: 37 };
const urls = [];
globalThis.fetch = async (url) => {
  urls.push(url);
  return Response.json({ metadata });
};
const pages = [];
for (const [component, { providers }] of [[example.App, example.config], [page.Page, page.config]]) {
  const all = [...providers, provideServerRendering(), provideHttpClient(withFetch())];
  const bootstrap = (context) => bootstrapApplication(component, { providers: all }, context);
  const document = '<app-root></app-root>';
  pages.push(await renderApplication(bootstrap, { document, url: 'https://acme.test/', allowedHosts: ['acme.test'] }));
}
console.log(JSON.stringify({ urls, pages }));
`;

/** A folder with the packed package, an Angular, the example, `page.ts`, `wrong.ts` that is it with mistakes, and `render.js`. */
export async function angularProject(angular: string, typescript: string): Promise<string> {
  const packages = PACKAGES.map((name) => `@angular/${name}@${angular}`);
  const folder = await consumer(['rxjs', ...packages, `typescript@${typescript}`]);
  for (const file of ['app.ts', 'main.ts']) await copyFile(join('examples/angular', file), join(folder, file));
  for (const [file, text] of Object.entries({ 'page.ts': PAGE, 'wrong.ts': WRONG, 'render.js': RENDER }))
    await writeFile(join(folder, file), text);
  return folder;
}

/** Compiles files of a folder into `out`, as Angular's own builder finds modules, with all types that are reached checked. */
export async function compiled(node: string, folder: string, files: readonly string[]): Promise<string> {
  const compilerOptions = {
    target: 'es2022',
    module: 'preserve',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    rootDir: '.',
    outDir: 'out',
  };
  const angularCompilerOptions = { compilationMode: 'full', strictTemplates: true };
  const project = `tsconfig.${files.join('.')}.json`;
  await writeFile(join(folder, project), JSON.stringify({ compilerOptions, angularCompilerOptions, files }));
  return run(node, ['node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js', '-p', project], folder);
}
