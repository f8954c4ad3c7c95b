import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { pathToFileURL } from 'node:url';
import { findBrowser, readOsRelease } from './scripts/find-browser.js';

/** Bundles the specs that do not need Node. A bundle that pulls in a module of Node fails here, and shall. */
function bundleSpecs() {
  const specs = readdirSync('spec', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts') && !file.endsWith('.node.spec.ts'))
    .sort();
  const outfile = join('node_modules', '.cache', 'karma', 'specs.js');
  buildSync({
    // One entry, so that all specs share one copy of rxjs and of the library, as they do in Node.
    stdin: {
      contents: specs.map((file) => `import './${file.replaceAll('\\', '/')}';`).join('\n'),
      resolveDir: 'spec',
    },
    bundle: true,
    outfile,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    sourcemap: 'inline',
    // package.json says that no module has side effects, and a spec has nothing else.
    ignoreAnnotations: true,
    logLevel: 'warning',
  });
  return outfile;
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** The servers that specs in the browser talk to; they run in Karma's own process, until it exits. */
async function startServers() {
  const outfile = resolve('node_modules', '.cache', 'karma', 'servers.js');
  buildSync({
    entryPoints: ['spec/support/browser-servers.ts'],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  /** @type {Promise<typeof import('./spec/support/browser-servers.js')>} */
  const servers = import(pathToFileURL(outfile).href);
  return (await servers).serveBrowserSpecs();
}

/** @param {{ close(): Promise<void> }} servers */
function closeAtExit(servers) {
  /** @param {{ on(event: 'exit', done: (then: () => void) => void): void }} emitter */
  const factory = (emitter) => emitter.on('exit', (done) => void servers.close().finally(done));
  factory.$inject = ['emitter'];
  return factory;
}

/** @param {{ set(options: object): void }} config */
export default async function configure(config) {
  const browser = findBrowser({
    env: process.env,
    platform: process.platform,
    isRoot: isRoot(),
    osRelease: readOsRelease(),
    run: (command, args) => {
      execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    },
  });
  if (browser) process.env['CHROME_BIN'] = browser;

  const outfile = bundleSpecs();
  const servers = await startServers();
  config.set({
    frameworks: ['jasmine', 'servers'],
    plugins: [
      'karma-*',
      // A framework, as that hears when Karma ends.
      { 'framework:servers': ['factory', closeAtExit(servers)] },
    ],
    files: [{ pattern: outfile, watched: false }],
    preprocessors: { [outfile]: ['sourcemap'] },
    reporters: ['dots'],
    colors: isatty(1),
    browsers: ['Headless'],
    customLaunchers: {
      Headless: {
        base: 'ChromeHeadless',
        // Chromium's sandbox does not start for root, and containers have a small /dev/shm.
        flags: isRoot()
          ? ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
          : ['--disable-gpu', '--disable-background-networking'],
      },
    },
    client: {
      servers: servers.url,
      jasmine: { random: true, forbidDuplicateNames: true, failSpecWithNoExpectations: true },
    },
    singleRun: true,
    failOnEmptyTestSuite: true,
    failOnSkippedTests: true,
  });
}
