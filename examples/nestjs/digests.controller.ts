import type { MessageEvent } from '@nestjs/common';
import { BadRequestException, Body, Controller, Delete, HttpCode, HttpException, Inject } from '@nestjs/common';
import { Logger, Param, ParseUUIDPipe, Post, Sse } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { catchError, map, of } from 'rxjs';
import { isPollError, isRpcError, StatusCode, statusCodeName } from 'rxjs-longrunning';
import { DigestsService, type DigestState } from './digests.service.js';

@Controller('digests')
export class DigestsController {
  private readonly logger = new Logger(DigestsController.name);

  constructor(@Inject(DigestsService) private readonly digests: DigestsService) {}

  @Post()
  @HttpCode(202)
  start(@Body('path') path: unknown): Observable<{ id: string; events: string }> {
    if (typeof path !== 'string') throw new BadRequestException('path must be a string');
    return this.digests.start(path).pipe(
      map((id) => ({ id, events: `/digests/${id}/events` })),
      catchError(throwHttpException),
    );
  }

  /** A tab that is closed unsubscribes. One that opens gets the latest state, so event ids need not be looked at. */
  @Sse(':id/events')
  events(@Param('id', ParseUUIDPipe) id: string): Observable<MessageEvent> {
    return this.digests.watch(id).pipe(
      map(toEvent),
      // As an event, since an EventSource does not tell its page with what status a request failed.
      catchError((error: unknown) => {
        this.logger.warn(error);
        return of(lostEvent(error));
      }),
    );
  }

  @Delete(':id')
  @HttpCode(202)
  cancel(@Param('id', ParseUUIDPipe) id: string): Observable<void> {
    return this.digests.cancel(id).pipe(catchError(throwHttpException));
  }
}

/** The type is the status, by which a page knows the last event. */
function toEvent(state: DigestState): MessageEvent {
  const { status, metadata, poll } = state;
  const { attempt, failures, nextDelay } = poll;
  const response = state.status === 'succeeded' ? state.response : undefined;
  const error =
    'error' in state ? { code: statusCodeName(state.error.code), message: state.error.statusMessage } : undefined;
  return { type: status, data: { attempt, failures, nextDelay, metadata, response, error } };
}

/**
 * The digest may go on, but is not watched any more. Not of type `error`, as an EventSource names its own events so, and
 * without the message, which may tell the addresses of servers.
 */
function lostEvent(error: unknown): MessageEvent {
  const code = isPollError(error) ? error.code : undefined;
  return { type: 'lost', data: { code: statusCodeName(code ?? StatusCode.UNKNOWN) } };
}

function throwHttpException(error: unknown): never {
  const code = isRpcError(error) ? error.code : StatusCode.UNKNOWN;
  throw new HttpException(statusCodeName(code), httpStatuses.get(code) ?? 502, { cause: error });
}

const httpStatuses = new Map<number, number>([
  [StatusCode.INVALID_ARGUMENT, 400],
  [StatusCode.FAILED_PRECONDITION, 400],
  [StatusCode.NOT_FOUND, 404],
]);
