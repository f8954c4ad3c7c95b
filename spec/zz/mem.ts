import { watchOperations } from '../../src/index.js';
import { Observable, Subscription } from 'rxjs';
const N = +(process.env.N ?? 100000);
// Messages as a transport gives them: each call makes new strings and bytes.
const PAGE = 1000;
let pages = 0;
const message = (i: number) => ({ name: 'operations/' + (1e9 + i), done: false, metadata: { typeUrl: 'type.googleapis.com/acme.v1.Progress' + '', value: new Uint8Array([8, i & 127, 16, 100]) } });
const client: any = {
  listOperations: ({ pageToken }: any) => new Observable((s) => { setImmediate(() => { const from = +(pageToken ?? 0); pages++; const operations = []; for (let i = from; i < Math.min(N, from + PAGE); i++) operations.push(message(i)); s.next({ operations, nextPageToken: from + PAGE < N ? String(from + PAGE) : '' }); s.complete(); }); }),
  getOperation: ({name}: any) => { console.log('GET', name, pages, new Error().stack!.split('\n').filter((l: string) => !/rxjs/.test(l)).join('\n')); throw new Error('get'); },
};
const names = Array.from({ length: N }, (_, i) => JSON.parse(JSON.stringify('operations/' + (1e9 + i))));
let states = 0;
const mem = async () => { for (let i = 0; i < 3; i++) { (globalThis as any).gc(); await new Promise(setImmediate); } const m = process.memoryUsage(); return m.heapUsed + m.external + m.arrayBuffers * 0; };
const m0 = await mem();
const w = watchOperations(client, { every: 1000, maxCallsPerSecond: 1e6 });
const all = new Subscription();
const observer = { next: () => void states++, error: console.error };
for (const name of names) all.add(w.watch$(name).subscribe(observer));
const m1 = await mem();
console.log('subscribed B/op', (m1 - m0) / N);
const cpu = (c: any) => { const u = process.cpuUsage(c); return u.user + u.system; };
for (let r = 0; r < 8; r++) {
  const s0 = states, c0 = process.cpuUsage(); const t = Date.now();
  while (states < s0 + N) await new Promise((r) => setTimeout(r, 20));
  const used = cpu(c0);
  console.log('round', r, 'us/op-poll', (used / (states - s0)).toFixed(2), 'B/op', process.env.MEM ? Math.round(((await mem()) - m0) / N) : '', 'rss', Math.round(process.memoryUsage().rss / 1e6), Date.now() - t, 'ms');
}
// the client alone
const c0 = process.cpuUsage(); let k = 0; for (let i = 0; i < N; i++) k += message(i).name.length; console.log('making messages', cpu(c0) / N, 'us');
all.unsubscribe();
console.log('after', process.env.MEM ? Math.round(((await mem()) - m0) / N) : '');
