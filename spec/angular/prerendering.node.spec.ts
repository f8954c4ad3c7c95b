import { run } from '../support/run.js';
import type { Prerendered } from './prerendering.js';

describe('A page rendered on the server while its operations run', () => {
  const render = async (client: string, ...imports: string[]): Promise<Prerendered> => {
    const args = [...imports, 'tsx'].flatMap((module) => ['--import', module]);
    // The program ends by itself: no timer of a poll is left.
    const printed = await run(process.execPath, [...args, 'spec/angular/prerendering.ts', ...client.split(' ')], '.');
    // Angular greets first.
    return JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Prerendered;
  };

  const transferred = (html: string): unknown => {
    const [, json = ''] = /<script id="ng-state" type="application\/json">(.*?)<\/script>/.exec(html) ?? [];
    return JSON.parse(json);
  };

  for (const [kind, imports] of Object.entries({ zoneless: [], 'with zone.js': ['zone.js/node'] })) {
    it(`shows the first state of each, and hands it over: ${kind}`, async () => {
      const { html } = await render('scripted', ...imports);
      expect(html).toContain('running {"@type":"type.googleapis.com/acme.v1.Text","text":"half"}, running');

      const typeUrl = 'type.googleapis.com/acme.v1.Text';
      const metadata = { typeUrl, json: { '@type': typeUrl, text: 'half' } };
      expect(transferred(html)).toEqual({
        'rxjs-longrunning operations/1': { name: 'operations/1', done: false, metadata },
        'rxjs-longrunning operations/2': { name: 'operations/2', done: false, metadata },
      });
    }, 60_000);

    for (const client of ['http', 'rest']) {
      it(`asks the server of a relative URL, once for each: by ${client}, ${kind}`, async () => {
        const { html, paths } = await render(client, ...imports);
        expect(html).toContain('running {"text":"half"}, running');
        expect([...paths].sort()).toEqual(['/api/v1/operations/1', '/api/v1/operations/2']);
      }, 60_000);
    }
  }

  it('withRest refuses a path where nothing says of which server, and says so', async () => {
    const { html, paths } = await render('rest nowhere');
    expect(html).toMatch(/^TypeError: The baseUrl of withRest is a path, .* renders without a URL/);
    expect(paths).toEqual([]);
  }, 60_000);
});
