import { fileURLToPath } from 'node:url';
import { concat, interval, map, NEVER, of, take, takeUntil, throwError } from 'rxjs';
import { RpcError, StatusCode, toStatusDetail } from '../../../../src/index.js';
import { loadMessageTypes } from '../../../../src/grpc/index.js';
import type { InMemoryOperations, StartingService, WorkUpdate } from '../../../../src/server/index.js';
import type { Observable } from 'rxjs';

const PROTO = fileURLToPath(new URL('library.proto', import.meta.url));
const types = await loadMessageTypes([PROTO]);

/** Tells the server what the messages are. */
export const library: StartingService = { name: 'acme.library.v1.Library', protos: [PROTO], methods: {} };

type Work = Observable<WorkUpdate<object, object>>;

/** Starts work that tells of itself in the messages of a kind. */
export function start(operations: InMemoryOperations, kind: string, work$: Work): string {
  const metadataType = types.get<object>(`acme.library.v1.${kind}Metadata`);
  return operations.start(work$, {
    metadataType,
    responseType: types.get<object>('acme.library.v1.ImportBooksResponse'),
  }).name;
}

/** Starts an operation that goes on for ever, so far along. */
export function startRunning(operations: InMemoryOperations, kind: string, metadata: object): string {
  return start(operations, kind, concat(of({ metadata }), NEVER));
}

/** Starts an operation that ends well, at once. */
export function startSucceeded(operations: InMemoryOperations, kind: string, metadata: object): string {
  return start(operations, kind, of({ metadata }, { response: { books: 1_200 } }));
}

/** Starts an operation that fails with details, at once. */
export function startFailed(operations: InMemoryOperations, kind: string): string {
  const json = { reason: 'SHELF_FULL', domain: 'library.example', metadata: { shelf: 'shelves/7', limit: '1000' } };
  const error = new RpcError({
    code: StatusCode.RESOURCE_EXHAUSTED,
    message: 'the shelf is full: 1,000 books are on it',
    details: [toStatusDetail({ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', json })],
  });
  return start(
    operations,
    kind,
    concat(
      of({ metadata: { progressPercent: 41, shelf: 'shelves/7' } }),
      throwError(() => error),
    ),
  );
}

/** Starts the import of so many books, one in each period, in ms; it also ends when it is told to. */
export function startImport(
  operations: InMemoryOperations,
  booksTotal: number,
  period: number,
  end$: Observable<unknown> = NEVER,
): string {
  const books$ = interval(period).pipe(
    take(booksTotal),
    map((index) => ({ metadata: { booksDone: index + 1, booksTotal, shelf: 'shelves/7' } })),
    takeUntil(end$),
  );
  return start(operations, 'ImportBooks', concat(books$, of({ response: { books: booksTotal } })));
}

/** Starts some of every kind. */
export function startSome(operations: InMemoryOperations): void {
  for (let shelf = 1; shelf <= 9; shelf++) {
    const metadata = { progressPercent: 100, shelf: `shelves/${shelf}` };
    startSucceeded(operations, 'ImportBooks', { ...metadata, booksDone: 1_200, booksTotal: 1_200 });
    if (shelf % 2 === 0) startRunning(operations, 'RebuildIndex', { progressPercent: 11 * shelf });
    if (shelf % 4 === 0) startFailed(operations, 'ImportBooks');
  }
  const name = startRunning(operations, 'ExportCatalogue', { bucket: 'catalogues' });
  operations.cancelOperation({ name }).subscribe();
  startRunning(operations, 'ExportCatalogue', { bucket: 'catalogues' });
}
