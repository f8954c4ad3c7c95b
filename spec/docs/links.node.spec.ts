import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brokenLinks } from '../support/broken-links.js';
import { filesBelow, guides } from '../support/code-blocks.js';

const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
};

describe('the links', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'links-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('of README.md, CHANGELOG.md, SECURITY.md, docs/ and examples/ lead to what is there', () => {
    expect(
      brokenLinks(['README.md', 'CHANGELOG.md', 'SECURITY.md', ...guides(), ...filesBelow('examples', '.md')]),
    ).toEqual([]);
  });

  it('of the reference pages do, and each entry of the package has such a page', async () => {
    // It rejects with what typedoc has to say, also of a link between comments and of what has no comment.
    await promisify(execFile)(process.execPath, ['node_modules/typedoc/bin/typedoc', '--out', folder]);

    const pages = filesBelow(folder, '.html');
    expect(brokenLinks(pages)).toEqual([]);
    const entries = Object.keys(exports).filter((path) => typeof exports[path] === 'object');
    expect(pages.filter((page) => page.includes('/modules/')).map((page) => relative(folder, page))).toEqual(
      entries.map((path) => `modules/${(name + path.slice(1)).replaceAll('/', '_')}.html`).sort(),
    );
  }, 60_000);

  it('would be told where they lead nowhere', async () => {
    const page = join(folder, 'page.html');
    const text = join(folder, 'text.md');
    await writeFile(
      page,
      '<h2 id="there">…</h2><a class="x" href="text.md">…</a><a href="#gone">…</a><img src="no.png">',
    );
    await writeFile(
      text,
      '# A `code` heading, too\n[a](page.html#there) [b](page.html#gone) [c](#a-code-heading-too) [d](#no-heading) ' +
        '[e](https://example.com/) [f](gone.md#there) `[g](in-code.md)`\n```md\n[h](in-code.md)\n# No heading\n```\n',
    );

    expect(brokenLinks([page, text])).toEqual([
      `${relative('.', page)}: #gone`,
      `${relative('.', page)}: no.png`,
      `${relative('.', text)}: page.html#gone`,
      `${relative('.', text)}: #no-heading`,
      `${relative('.', text)}: gone.md#there`,
    ]);
  });
});
