import { firstValueFrom, throwError } from 'rxjs';
import { getOperation$, RpcError, StatusCode } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { types } from '../support/messages.js';

const GONE = 'operations/no-such';

describe('google.longrunning.Operations over gRPC', () => {
  const fixture = grpcFixture();

  it('serves the operations of another server, errors and their details included', async () => {
    const { operations, server, client } = await fixture.open();
    const { name } = operations.start(
      throwError(() => new RpcError({ code: StatusCode.DATA_LOSS, message: 'the disk is gone' })),
      types,
    );
    const proxy = await fixture.serve({ operations: client });
    const far = await fixture.connect(proxy.target);
    expect(server.port).not.toBe(proxy.port);
    expect(await firstValueFrom(getOperation$(far, name))).toEqual({
      name,
      done: true,
      error: { code: StatusCode.DATA_LOSS, message: 'the disk is gone', details: [] },
    });
    expect((await rpcFailureOf(getOperation$(far, GONE))).code).toBe(StatusCode.NOT_FOUND);
  });
});
