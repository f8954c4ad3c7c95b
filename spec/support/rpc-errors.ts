import { RpcError, StatusCode } from '../../src/index.js';

export function rpcError(code: number, message = 'no luck', retryDelay?: number): RpcError {
  return new RpcError({ call: 'GetOperation of "operations/1"', code, message, retryDelay });
}

export const unavailable = (retryDelay?: number): RpcError =>
  rpcError(StatusCode.UNAVAILABLE, 'connection lost', retryDelay);

export const denied = (): RpcError => rpcError(StatusCode.PERMISSION_DENIED, 'not yours');
