const start = performance.now();
const { pollOperation$ } = await import('rxjs-longrunning');
const { loadOperationsClient } = await import('rxjs-longrunning/grpc');

const client = await loadOperationsClient({ target: process.argv[2] ?? '', insecure: true });
const polling = pollOperation$(client, 'operations/1').subscribe(() => {
  polling.unsubscribe();
  process.send?.(performance.now() - start);
});

export {};
