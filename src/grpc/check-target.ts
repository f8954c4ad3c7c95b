import type { Grpc } from './load-grpc.js';

const HINT = 'expected one such as "localhost:50051" or "dns:///example.com:443"';

/** A scheme, an authority and what it names, as grpc-js parts them. */
const URI = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/]*)\/)?(.+)$/i;

/** A name or an address of a host, with or without a port: no path, and no URL. */
const HOST = /^(?:\[[\da-f:.]+(?:%\w+)?\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?$|^[\da-f]*:[\da-f]*:[\da-f:.]*$/i;

/**
 * A target that grpc-js can reach. It would take any other for the name of a host, and look that up in vain for ever.
 *
 * @throws TypeError when it is none.
 * @see https://github.com/grpc/grpc/blob/master/doc/naming.md
 */
export function checkTarget(target: unknown, grpc: Grpc): string {
  if (typeof target !== 'string' || target === '') throw new TypeError(`The target is missing: ${HINT}.`);
  if (isTarget(target, grpc)) return target;
  throw new TypeError(`${JSON.stringify(target)} is no gRPC target: ${HINT}.`);
}

function isTarget(target: string, grpc: Grpc): boolean {
  if (/\s/.test(target)) return false;
  const [, scheme = '', authority = '', path = ''] = URI.exec(target) ?? [];
  switch (scheme) {
    case 'dns':
      // DNS over another server than that of the system: by its address.
      return isHost(path) && (authority === '' || isHost(authority));
    case 'ipv4':
    case 'ipv6':
      return path.split(',').every(isHost);
    case 'unix':
    case 'unix-abstract':
    case 'xds':
      return true;
    default:
      return isHost(target) || hasResolver(scheme, authority, path, grpc);
  }
}

function isHost(text: string): boolean {
  const found = HOST.exec(text);
  return found !== null && Number(found[1] ?? 0) <= 65_535;
}

/** Whether a resolver is registered for a scheme, as only asking for one tells. */
function hasResolver(scheme: string, authority: string, path: string, { experimental }: Grpc): boolean {
  try {
    experimental.createResolver({ scheme, authority, path }, () => true, {}).destroy();
    return true;
  } catch {
    return false;
  }
}
