export { cancel$ } from './core/client/cancel.js';
export { delete$ } from './core/client/delete.js';
export { getOperation$ } from './core/client/get-operation.js';
export { listOperations$ } from './core/client/list-operations.js';
export { waitOperation$ } from './core/client/wait-operation.js';
export { Operation } from './core/operation.js';
export type { OperationOptions, PromiseOptions, WaitOptions } from './core/operation.js';
export { DEFAULT_WAIT_INTERVAL, exponentialThenFixed } from './core/polling/exponential-then-fixed.js';
export type { ExponentialThenFixedOptions } from './core/polling/exponential-then-fixed.js';
export { fixedInterval } from './core/polling/fixed-interval.js';
export type { FixedIntervalOptions } from './core/polling/fixed-interval.js';
export type { Jitter } from './core/polling/jitter.js';
export { learningSchedule } from './core/polling/learning-schedule.js';
export type { LearningSchedule, LearningScheduleOptions } from './core/polling/learning-schedule.js';
export type { LearntEnds, LearntKind } from './core/polling/learnt-ends.js';
export { offline$ } from './core/polling/offline.js';
export { pageHidden$ } from './core/polling/page-hidden.js';
export { pollOperation$ } from './core/polling/poll-operation.js';
export type { PollOptions } from './core/polling/poll-options.js';
export type { PollSchedule } from './core/polling/poll-schedule.js';
export { tolerateTransient } from './core/polling/tolerance.js';
export type { PollFailure, TolerateTransientOptions, Tolerance, Verdict } from './core/polling/tolerance.js';
export type { OperationRow, OperationsList } from './core/watching/operations-list.js';
export { watchOperations } from './core/watching/watch-operations.js';
export type { OperationsWatch } from './core/watching/watch-operations.js';
export type { WatchOptions } from './core/watching/watch-options.js';

export type { LostState } from './core/model/lost-state.js';
export { isNoMetadataError, NoMetadataError } from './core/model/no-metadata-error.js';
export { isOperationError, OperationError } from './core/model/operation-error.js';
export type {
  AnsweredState,
  CancelledState,
  DoneState,
  FailedState,
  OperationState,
  OperationTypes,
  PollInfo,
  OngoingState,
  RunningState,
  SucceededState,
  UnknownState,
} from './core/model/operation-state.js';
export { isPollError, PollError } from './core/model/poll-error.js';
export { isPollTimeoutError, PollTimeoutError } from './core/model/poll-timeout-error.js';
export { isRpcError, RpcError } from './core/model/rpc-error.js';
export { StatusCode, statusCodeName } from './core/model/status-code.js';
export { findDetail } from './core/model/status.js';
export type { KnownStatusDetails, Status, StatusDetail } from './core/model/status.js';
export { isUnpackError, UnpackError } from './core/model/unpack-error.js';

// For authors of clients, operators and stores.
export { boundedCalls } from './core/client/bounded-calls.js';
export type { BoundedClient, CallBounds } from './core/client/bounded-calls.js';
export type {
  CallOptions,
  ListOperationsPage,
  ListOperationsRequest,
  OperationsClient,
  WaitOperationRequest,
} from './core/client/operations-client.js';
export { pack, unpack } from './core/model/message-type.js';
export type { MessageType } from './core/model/message-type.js';
export { fromOperationJson, toOperationJson } from './core/model/operation-json.js';
export type { OperationMessageJson, PackedMessageJson } from './core/model/operation-json.js';
export { operationMessageOf } from './core/model/operation-message-of.js';
export type { OperationLike } from './core/model/operation-message-of.js';
export { toOperationMessage } from './core/model/to-operation-message.js';
export type { OperationMessage } from './core/model/operation-message.js';
export { operationName } from './core/model/operation-name.js';
export type { OperationRef } from './core/model/operation-name.js';
export { hasAnswer, isDoneState, operationState, unpackMetadata } from './core/model/operation-state.js';
export { typeNameOf } from './core/model/packed-message.js';
export type { PackedBinary, PackedJson, PackedMessage } from './core/model/packed-message.js';
export type { PollErrorInit } from './core/model/poll-error.js';
export type { PollTimeoutErrorInit } from './core/model/poll-timeout-error.js';
export type { FailureOrigin, RpcErrorInit } from './core/model/rpc-error.js';
export type { SendableError } from './core/model/sendable-status.js';
export { toStatusDetail } from './core/model/status.js';
export type { FindType } from './core/model/status.js';
export type { UnpackErrorInit } from './core/model/unpack-error.js';
export { responseOf } from './core/polling/response-of.js';
