import { peers } from './peers.js';
import { LinePeer } from './line-peer.js';

/** Where the Go programs listen: `host:port`, by what is there. */
export interface GoAddresses {
  readonly grpc: string;
  readonly gateway: string;
  /** The gateway with the names of fields as in the .proto files, and with all that is not set. */
  readonly protoNames: string;
  readonly vanguard: string;
  readonly connect: string;
  /** The in-process fake of Google, spannertest. */
  readonly spanner: string;
}

/** The Go operations service behind grpc-go, grpc-gateway, vanguard and connect-go, for the specs of one `describe`. */
export function goServer(): GoAddresses {
  let peer: LinePeer;
  let addresses: GoAddresses | undefined;

  beforeAll(async () => {
    peer = new LinePeer(peers.go?.binary ?? '', ['serve']);
    addresses = await peer.answer<GoAddresses>();
  });
  afterAll(() => peer.close());

  const of = (listener: keyof GoAddresses): string => {
    if (!addresses) throw new Error('the Go server listens while specs run, not before');
    return addresses[listener];
  };
  return {
    get grpc() {
      return of('grpc');
    },
    get gateway() {
      return of('gateway');
    },
    get protoNames() {
      return of('protoNames');
    },
    get vanguard() {
      return of('vanguard');
    },
    get connect() {
      return of('connect');
    },
    get spanner() {
      return of('spanner');
    },
  };
}

let names = 0;

/** The name of an operation that nobody has asked for yet; the Go server does as it says. */
export function goOperation(kind: string, polls = 0, id = ''): string {
  names += 1;
  return `operations/${kind}/${polls}/${names}${id}`;
}
