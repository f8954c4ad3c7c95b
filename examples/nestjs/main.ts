/*
 * A NestJS application that digests folders and shows it by server-sent events. From a clone of the repository, after
 * `npm run build`:
 *
 *   npx tsx --tsconfig examples/nestjs/tsconfig.json examples/nestjs/main.ts
 *   curl --json '{"path": "src"}' http://127.0.0.1:3000/digests
 *   curl --no-buffer http://127.0.0.1:3000/digests/<id of the answer>/events
 *
 * It brings its own server of operations, on a free port of 127.0.0.1, which reads nothing outside of the working
 * directory. A page watches so:
 *
 *   const events = new EventSource(`/digests/${id}/events`);
 *   events.addEventListener('running', ({ data }) => show(JSON.parse(data)));
 *   for (const end of ['succeeded', 'failed', 'cancelled', 'lost']) {
 *     events.addEventListener(end, ({ data }) => {
 *       events.close(); // or else it connects again, since the stream has ended
 *       show(JSON.parse(data));
 *     });
 *   }
 */
import { NestFactory } from '@nestjs/core';
import { InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
import { DigestsModule } from './digests.module.js';

const operations = new InMemoryOperations();
const server = await serveOperations({ operations, services: [await loadDigester({ operations, root: '.' })] });
// Event streams that are open would else keep the application from closing.
const app = await NestFactory.create(DigestsModule.forTarget(server.target), { forceCloseConnections: true });
app.enableShutdownHooks();
await app.listen(process.env['PORT'] ?? 3000, '127.0.0.1');
console.log(`POST {"path": "<folder>"} to ${await app.getUrl()}/digests`);
