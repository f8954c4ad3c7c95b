import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { findBrowser, readOsRelease } from '../../../../scripts/find-browser.js';

/** Starts the Chromium that the browser specs of the library use. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser({
    env: process.env,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    osRelease: readOsRelease(),
    run: (command, args) => void execFileSync(command, args, { stdio: 'inherit' }),
  });
  return chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chrome' }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}

/** A page, and what it did that it should not. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of its scripts, violations of its policy, and requests of other hosts. */
  readonly faults: readonly string[];
}

/** Opens a page of the console. A server that is gone is no fault. */
export async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    const isFault = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
    if (isFault) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:'))
      faults.push(request.url());
  });
  await page.goto(url);
  return { page, faults };
}
