import type { Socket } from 'node:net';

/** With these begins every connection of HTTP/2, and no request of HTTP/1. */
const HTTP_2 = Buffer.from('PRI ');

/**
 * Reads the first bytes of a connection, as many as tell which HTTP it speaks, and puts them back.
 *
 * @param then is told, with the socket paused; never, when the client hangs up before.
 */
export function readFirstBytes(socket: Socket, then: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const hangUp = (): unknown => socket.destroy();
  const onData = (bytes: Buffer): void => {
    seen = Buffer.concat([seen, bytes]);
    const length = Math.min(seen.length, HTTP_2.length);
    const isLikeHttp2 = seen.subarray(0, length).equals(HTTP_2.subarray(0, length));
    if (isLikeHttp2 && length < HTTP_2.length) return;
    socket.off('end', hangUp).off('data', onData).pause().unshift(seen);
    then(isLikeHttp2);
  };
  // Its end of the connection is all that a client closes: the other one is left open for an answer.
  socket.on('end', hangUp).on('data', onData);
}
