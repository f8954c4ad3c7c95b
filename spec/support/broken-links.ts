import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * The links of Markdown and HTML files that lead to no file, no folder and no heading, as `file: link`. Links to other
 * sites are not followed.
 */
export function brokenLinks(files: readonly string[]): string[] {
  return files.flatMap((file) =>
    linksOf(file)
      .filter((link) => !/^[a-z][a-z\d+.-]*:/i.test(link) && !leadsSomewhere(file, link))
      .map((link) => `${relative('.', file)}: ${link}`),
  );
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', anchor = ''] = link.split('#').map(decodeURIComponent);
  const target = path === '' ? resolve(file) : join(dirname(resolve(file)), path);
  return existsSync(target) && (anchor === '' || anchorsOf(target).has(anchor));
}

function linksOf(file: string): string[] {
  const text = withoutCode(file);
  const links = file.endsWith('.html') ? text.matchAll(/\s(?:href|src)="([^"]*)"/g) : text.matchAll(/\]\(([^)\s]+)/g);
  return Array.from(links, ([, link = '']) => link.replaceAll('&amp;', '&'));
}

const anchors = new Map<string, ReadonlySet<string>>();

/** What a link to the file may name after its #. */
function anchorsOf(file: string): ReadonlySet<string> {
  const known = anchors.get(file) ?? new Set(/\.(?:md|html|svg)$/.test(file) ? findAnchors(file) : []);
  anchors.set(file, known);
  return known;
}

function findAnchors(file: string): string[] {
  const text = withoutCode(file);
  if (!file.endsWith('.md')) return Array.from(text.matchAll(/\sid="([^"]*)"/g), ([, id = '']) => id);
  return Array.from(text.matchAll(/^#+ +(.+)$/gm), ([, heading = '']) => slug(heading));
}

/** The name that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** What is in code is no link and no heading. */
function withoutCode(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.md')
    ? text
        .replaceAll(/^```[^]*?^```/gm, '')
        .replaceAll(/`[^`\n]*`/g, (code) => code.slice(1, -1).replaceAll(/[[\]()]/g, ''))
    : text;
}
