import type { Observable } from 'rxjs';
import { defer, from, map } from 'rxjs';
import { COUNT, numberOption } from '../../core/model/number-option.js';
import type { OperationMessage } from '../../core/model/operation-message.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import { messageTypes } from '../../protobuf/message-types.js';
import { loadDefinitions, loadGoogleDefinitions } from '../../protobuf/load-definitions.js';
import type { InMemoryOperations } from '../in-memory-operations.js';
import type { StartingService } from '../starting-service.js';
import { digestTree$ } from './digest-tree.js';
import type { DigestTreeMetadata, DigestTreeRequest, DigestTreeResponse } from './digester-messages.js';
import { digesterProto } from './generated/digester.js';
import { openFolder } from './open-folder.js';
import { requestKey } from './request-key.js';

/** What is digested, and where the operations are kept. */
export interface DigesterOptions {
  readonly operations: InMemoryOperations;
  /** No file outside this folder is read. */
  readonly root: string;
  /** How many files a folder may have; more fail the operation with `RESOURCE_EXHAUSTED`. Defaults to 1,000,000. */
  readonly maxFiles?: number | undefined;
}

/**
 * The example service `rxjs_longrunning.digest.v1.Digester`, ready to be served.
 *
 * Read 64-bit fields as numbers with `loader: { longs: Number }`, as `DigestTreeMetadata` and `DigestTreeResponse` have them.
 *
 * @throws RangeError when `maxFiles` is not a whole number of 0 or more.
 */
export async function loadDigester({
  operations,
  root,
  maxFiles = 1_000_000,
}: DigesterOptions): Promise<StartingService> {
  numberOption('maxFiles', maxFiles, COUNT);
  const [google, own] = await Promise.all([loadGoogleDefinitions(), loadDefinitions([digesterProto])]);
  const types = messageTypes({ ...google, ...own });
  const start$ = (request: DigestTreeRequest): Observable<OperationMessage> =>
    defer(() => {
      const requestId = requestKey(request, types);
      return from(openFolder(root, request.path ?? '', types)).pipe(
        map((folder) => operations.start(digestTree$(folder, { maxFiles, types }), workTypes(types), { requestId })),
      );
    });
  return { name: 'rxjs_longrunning.digest.v1.Digester', protos: [digesterProto], methods: { DigestTree: start$ } };
}

function workTypes(types: MessageTypes): {
  responseType: ReturnType<typeof types.get<DigestTreeResponse>>;
  metadataType: ReturnType<typeof types.get<DigestTreeMetadata>>;
} {
  return {
    responseType: types.get('rxjs_longrunning.digest.v1.DigestTreeResponse'),
    metadataType: types.get('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
  };
}
