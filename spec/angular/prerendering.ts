/**
 * A program that renders a page on the server while its operations still run, and prints what it gave and asked for:
 * `prerendering.ts <http | rest | scripted> [nowhere]`. With zone.js, where that is imported before; `nowhere` without a URL.
 */
import '@angular/compiler';
import { provideHttpClient, withFetch } from '@angular/common/http';
import type { EnvironmentProviders } from '@angular/core';
import { Component, provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  injectOperation,
  operationResource,
  provideOperations,
  provideOperationsTesting,
  withHttpClient,
  withRest,
} from '../../src/angular/index.js';
import { fixedInterval } from '../../src/index.js';
import { jsonMessageType } from '../../src/rest/index.js';
import { running } from '../../src/testing/index.js';

/** What became of the page. */
export interface Prerendered {
  /** Or the error that the rendering failed with. */
  readonly html: string;
  /** The paths that the server was asked for; none without one. */
  readonly paths: readonly (string | undefined)[];
}

const metadataType = jsonMessageType<string>('acme.v1.Text');
const half = { '@type': `type.googleapis.com/${metadataType.typeName}`, text: 'half' };
const paths: (string | undefined)[] = [];
const server = createServer(({ url }, response) => {
  paths.push(url);
  response.end(JSON.stringify({ metadata: half }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

/** With a single answer: another poll would fail. */
const scripted = (): EnvironmentProviders => {
  const packed = { typeUrl: half['@type'], json: half };
  const options = { latency: 20, schedule: fixedInterval(1) };
  return provideOperationsTesting({ 'operations/1': [running(packed)], 'operations/2': [running(packed)] }, options);
};

const Page = Component({
  selector: 'app-page',
  template: '{{ operation.status() }} {{ text() }}, {{ resource.value()?.status }}',
})(
  class {
    readonly operation = injectOperation('operations/1', { metadataType });
    readonly resource = operationResource('operations/2');
    readonly text = (): string => JSON.stringify(this.operation.metadata());
  },
);

const [, , kind, nowhere] = process.argv;
const clients: Readonly<Record<string, () => EnvironmentProviders>> = {
  http: () => provideOperations(withHttpClient({ baseUrl: '/api' })),
  rest: () => provideOperations(withRest({ baseUrl: '/api' })),
  scripted,
};

const html = await renderApplication(
  (context) =>
    bootstrapApplication(
      Page,
      {
        providers: [
          provideServerRendering(),
          provideHttpClient(withFetch()),
          'Zone' in globalThis ? provideZoneChangeDetection() : [],
          clients[kind ?? '']?.() ?? [],
        ],
      },
      context,
    ),
  {
    document: '<html><body><app-page></app-page></body></html>',
    ...(nowhere === undefined && { url: `http://127.0.0.1:${port}/page` }),
    allowedHosts: ['127.0.0.1'],
  },
).catch(String);
server.close();
console.log(JSON.stringify({ html, paths } satisfies Prerendered));
