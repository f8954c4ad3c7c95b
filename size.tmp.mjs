import { build } from 'esbuild';
import { gzipSync } from 'zlib';
const run = async (contents) => { const r = await build({ stdin: { contents, resolveDir: process.cwd() }, bundle: true, minify: true, format: 'esm', external: ['rxjs'], metafile: true, write: false }); return r; };
const r = await run(`export { pollOperation$ } from './dist/src/index.js'`);
const out = Object.values(r.metafile.outputs)[0];
console.log('poll', out.bytes, gzipSync(r.outputFiles[0].contents, {level: 9}).length);
const r2 = await run(`export { pollOperation$ } from './dist/src/index.js'; export { restOperationsClient } from './dist/src/rest/index.js'`);
console.log('rest', Object.values(r2.metafile.outputs)[0].bytes, gzipSync(r2.outputFiles[0].contents, {level: 9}).length);
if (process.argv[2]) { for (const [f, i] of Object.entries(Object.values(r2.metafile.outputs)[0].inputs).sort((a, b) => b[1].bytesInOutput - a[1].bytesInOutput)) console.log(i.bytesInOutput, f.replace('dist/src/','')); console.log(new TextDecoder().decode(r.outputFiles[0].contents)); }
