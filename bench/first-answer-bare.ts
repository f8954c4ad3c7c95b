/** What is written without this package. A program of its own, as is the other one: it imports nothing ahead of time. */
const start = performance.now();
if (process.argv[3] === 'with rxjs') await import('rxjs');
const { Client, credentials } = await import('@grpc/grpc-js');
const { load } = await import('@grpc/proto-loader');
const { createRequire } = await import('node:module');
const { dirname } = await import('node:path');

const googleDir = dirname(createRequire(import.meta.url).resolve('google-proto-files/package.json'));
const definition = await load('google/longrunning/operations.proto', { includeDirs: [googleDir] });
const operations = new Client(process.argv[2] ?? '', credentials.createInsecure());
const service = definition['google.longrunning.Operations'] as import('@grpc/proto-loader').ServiceDefinition;
const method = service['GetOperation'] as import('@grpc/proto-loader').MethodDefinition<object, object>;
const { path, requestSerialize, responseDeserialize } = method;
operations.makeUnaryRequest(path, requestSerialize, responseDeserialize, { name: 'operations/1' }, (error) => {
  if (error) throw error;
  process.send?.(performance.now() - start);
});

export {};
