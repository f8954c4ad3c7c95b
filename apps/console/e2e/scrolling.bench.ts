// Lists 2,000 operations, of which a tenth goes on, and scrolls from end to end: prints the tasks that made it stutter,
// first those of starting the program, then those from the first call on.
import { InMemoryOperations } from '../../../src/server/index.js';
import { launchBrowser, openPage } from './support/browser.js';
import { library, startImport, startSucceeded } from './support/library.js';
import { serveConsole } from './support/serve-console.js';

const COUNT = 2_000;
/** A task that is longer keeps a page from answering, in ms. The browser tells of those above 50. */
const LONG = 100;

const operations = new InMemoryOperations({ maxRunning: 10_000 });
for (let index = 0; index < COUNT; index++) {
  if (index % 10 === 0) startImport(operations, 10_000, 1_000);
  else startSucceeded(operations, 'ImportBooks', { progressPercent: 100, shelf: `shelves/${index}` });
}
const served = await serveConsole({ operations, services: [library] });
const browser = await launchBrowser();
const { page } = await openPage(browser, served.url);
await page.getByRole('status').getByText('2,000').waitFor();

// No function in it has a name: tsx would want to keep it, by a helper that the page does not have.
const { tasks, frames } = await page.evaluate(async () => {
  const [call] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/operations'));
  const tasks: { duration: number; isStart: boolean }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      tasks.push({ duration: Math.round(duration), isStart: startTime < (call?.startTime ?? 0) });
    }
  });
  observer.observe({ type: 'longtask', buffered: true });
  const viewport = document.querySelector('cdk-virtual-scroll-viewport');
  if (!viewport) throw new Error('There is no table.');
  const times: number[] = [];
  while (viewport.scrollTop < viewport.scrollHeight - viewport.clientHeight - 1) {
    viewport.scrollTop += 150;
    times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  // What the last frames cost is told later.
  await new Promise((resolve) => setTimeout(resolve, 500));
  observer.disconnect();
  return { tasks, frames: times.slice(1).map((time, index) => time - (times[index] ?? time)) };
});
frames.sort((a, b) => a - b);
const at = (share: number) => Math.round(frames[Math.floor(frames.length * share)] ?? 0);
const spread = `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(0.999)} ms`;
console.log(`${COUNT} operations, scrolled in ${frames.length} frames: ${spread}`);
const told = (ofStart: boolean) => {
  const durations = tasks.filter(({ isStart }) => isStart === ofStart).map(({ duration }) => duration);
  return `${durations.join(', ') || 'none'}; above ${LONG} ms: ${durations.filter((each) => each > LONG).length}`;
};
console.log(`tasks above 50 ms, in ms, of the start: ${told(true)}`);
console.log(`tasks above 50 ms, in ms, of listing and scrolling: ${told(false)}`);

await browser.close();
await served.close();
operations.close();
