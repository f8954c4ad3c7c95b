import { grpcFixture } from '../support/grpc-fixture.js';
import { StatusCode } from '../../src/index.js';
import type { GaxClient } from './gax.js';
import { connectGax } from './gax.js';
import type { OurServer } from './our-server.js';
import { serveOurs } from './our-server.js';

describe('google-gax, at our server', () => {
  const fixture = grpcFixture();
  let ours: OurServer;
  let gax: GaxClient;

  beforeEach(async () => {
    ours = await serveOurs(fixture);
    gax = await connectGax(ours.target);
    fixture.closeLater(() => gax.close());
  });

  it('starts a digest, and follows it to its end', async () => {
    const [operation] = await gax.digestTree({ path: 'rest' });
    const [response, metadata] = await operation.promise();
    expect((response as { sha256?: string }).sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((metadata as { currentPath?: string }).currentPath).toMatch(/^[.]\//);
  });

  it('is told why a digest is refused', async () => {
    const refused = { code: StatusCode.INVALID_ARGUMENT, reason: 'LEAVES_ROOT' };
    await expectAsync(gax.digestTree({ path: '..' })).toBeRejectedWith(jasmine.objectContaining(refused));
  });

  it('sees that an operation runs, and how it ends', async () => {
    const [operation] = await gax.digestTree({ path: 'runs' });
    const [nothing, metadata] = (await operation.getOperation()) as readonly [unknown, { readonly filesDone: number }];
    expect(nothing).toBeNull();
    expect(metadata.filesDone).toBe(7);
    const end = operation.promise();
    ours.end$.next();
    expect(((await end) as readonly { sha256?: string }[])[0]?.sha256).toBe('abc');
  });

  it('sees that an operation fails', async () => {
    const [operation] = await gax.digestTree({ path: 'fails oddly' });
    await expectAsync(operation.promise()).toBeRejectedWith(
      jasmine.objectContaining({ code: StatusCode.FAILED_PRECONDITION, message: 'the disk is full' }),
    );
  });

  it('cancels an operation', async () => {
    const [operation] = await gax.digestTree({ path: 'runs' });
    const end = operation.promise();
    const rejected = expectAsync(end).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.CANCELLED }));
    await gax.operations.cancelOperation({ name: operation.name } as never);
    await rejected;
  });

  it('gets and deletes', async () => {
    const { name } = ours.start('succeeds');
    const [message] = await gax.operations.getOperation({ name } as never);
    expect(message.name).toBe(name);
    expect(message.done).toBeTrue();
    await gax.operations.deleteOperation({ name } as never);
    await expectAsync(gax.operations.getOperation({ name } as never)).toBeRejectedWith(
      jasmine.objectContaining({ code: StatusCode.NOT_FOUND }),
    );
  });

  it('lists, page by page and filtered', async () => {
    const started = Array.from({ length: 120 }, () => ours.start('runs').name);
    const ended = ours.start('fails oddly').name;
    const names = async (filter: string) => {
      const answer: unknown = await gax.operations.listOperations({ name: 'operations', filter } as never);
      const [all] = answer as readonly [readonly { readonly name: string }[]];
      return all.map(({ name }) => name).sort();
    };
    expect(await names('')).toEqual([...started, ended].sort());
    expect(await names('done=true')).toEqual([ended]);
  });
});
