import { RpcError } from '../../core/model/rpc-error.js';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import { packedDetail } from './packed-detail.js';

/** Why a file or folder is refused: machine-readable, in `ErrorInfo.reason`. */
export type FileErrorReason = 'LEAVES_ROOT' | 'NOT_A_FOLDER' | 'UNREADABLE' | 'TOO_MANY_FILES';

/**
 * An error about one file, with `ErrorInfo` and `ResourceInfo` details. It names the path that the client knows, never one of
 * the server's.
 */
export function fileError(
  code: StatusCode,
  reason: FileErrorReason,
  path: string,
  message: string,
  types: MessageTypes,
  cause?: unknown,
): RpcError {
  return new RpcError({
    code,
    message: `${message}: ${JSON.stringify(path)}`,
    cause,
    details: [
      packedDetail('google.rpc.ErrorInfo', { reason, domain: 'rxjs-longrunning', metadata: { path } }, types),
      packedDetail(
        'google.rpc.ResourceInfo',
        { resourceType: 'file', resourceName: path, description: message },
        types,
      ),
    ],
  });
}

const codes: Readonly<Record<string, StatusCode>> = {
  ENOENT: StatusCode.NOT_FOUND,
  EACCES: StatusCode.PERMISSION_DENIED,
  EPERM: StatusCode.PERMISSION_DENIED,
  ENAMETOOLONG: StatusCode.INVALID_ARGUMENT,
  EMFILE: StatusCode.RESOURCE_EXHAUSTED,
  // A file where the path needs a folder, or a link that leads to itself; or something else was put there after the listing.
  ENOTDIR: StatusCode.FAILED_PRECONDITION,
  ELOOP: StatusCode.FAILED_PRECONDITION,
  EFTYPE: StatusCode.FAILED_PRECONDITION,
  ENXIO: StatusCode.FAILED_PRECONDITION,
  ESTALE: StatusCode.FAILED_PRECONDITION,
};

/** The error of a file that the system does not let us read. */
export function unreadable(cause: unknown, path: string, types: MessageTypes): RpcError {
  const errno = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown error';
  return fileError(codes[errno] ?? StatusCode.INTERNAL, 'UNREADABLE', path, `cannot be read (${errno})`, types, cause);
}
