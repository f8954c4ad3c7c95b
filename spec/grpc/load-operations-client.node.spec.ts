import { credentials, experimental } from '@grpc/grpc-js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GrpcClientOptions } from '../../src/grpc/index.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';

type ResolverConstructor = Parameters<typeof experimental.registerResolver>[1];

const TARGET = '127.0.0.1:1';

describe('loadOperationsClient', () => {
  const fixture = grpcFixture();
  const errorOf = (options: Partial<GrpcClientOptions>): Promise<Error> =>
    loadOperationsClient({ target: TARGET, insecure: true, ...options }).then(
      (client) => {
        client.close();
        throw new Error('expected a failure');
      },
      (error: unknown) => error as Error,
    );

  for (const target of [
    'http://x',
    'https://example.com:443',
    'host:99999',
    ' host:1',
    'a b:1',
    'host:1\n',
    ':50051',
    'localhost:abc',
    'localhost:',
    'host/v1',
    'localhost:50051/v1',
    'https://host/v1',
    'grpc://localhost:50051',
    'dns://8.8.8.8',
    'dns:///host/v1',
    'dns:///host:99999',
    'dns://a/b/c',
    'ipv4:1.2.3.4:80,:80',
    'unix:',
    '[::1',
    'nobody:///api',
    'user@host:443',
  ]) {
    it(`refuses ${JSON.stringify(target)}, which is no target`, async () => {
      const error = await errorOf({ target });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe(
        `${JSON.stringify(target)} is no gRPC target: expected one such as "localhost:50051" or "dns:///example.com:443".`,
      );
    });
  }

  for (const target of ['', undefined, 42]) {
    it(`misses the target in ${JSON.stringify(target)}`, async () => {
      const error = await errorOf({ target: target as string });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('The target is missing: expected one such as "localhost:50051"');
    });
  }

  for (const target of [
    'localhost:50051',
    'localhost',
    'a-b.example.com.',
    '[::1]:50051',
    '[fe80::1%eth0]:50051',
    '::1',
    'dns:localhost:50051',
    'dns:///example.com:443',
    'dns://8.8.8.8/api.example.com:443',
    'dns://8.8.8.8:53/api.example.com',
    'dns://[::1]/api.example.com',
    'ipv4:127.0.0.1:50051',
    'ipv4:127.0.0.1:50051,127.0.0.2:50051',
    'ipv6:[::1]:50051',
    'unix:/run/lro',
    'unix:///run/lro',
    'unix-abstract:lro',
    'xds:///svc',
    'xds://traffic-director.example.com/svc',
  ]) {
    it(`takes ${JSON.stringify(target)} for a target`, async () => {
      const client = await loadOperationsClient({ target });
      client.close();
      expect(client.types.names).toContain('google.longrunning.Operation');
    });
  }

  it('takes the scheme of a resolver that is registered', async () => {
    const resolver = { updateResolution: () => undefined, destroy: () => undefined };
    const Resolver = Object.assign(
      function Registered() {
        return resolver;
      },
      { getDefaultAuthority: () => 'api' },
    );
    experimental.registerResolver('registered', Resolver as unknown as ResolverConstructor);
    (await loadOperationsClient({ target: 'registered:///api', insecure: true })).close();
    expect((await errorOf({ target: 'not-registered:///api' })).message).toContain('is no gRPC target');
  });

  it('refuses credentials in cleartext', async () => {
    const error = await errorOf({ credentials: credentials.createInsecure() });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('insecure and credentials exclude each other: leave one out.');
  });

  it('lets 1,000 waits be pending, or as many as are asked for', async () => {
    expect((await fixture.connect(TARGET)).maxPendingWaits).toBe(1_000);
    expect((await fixture.connect(TARGET, { maxPendingWaits: 1 })).maxPendingWaits).toBe(1);
  });

  for (const option of ['maxCallsInFlight', 'maxPendingWaits', 'waitsPerConnection'] as const) {
    for (const value of [0, 1.5, NaN, Infinity]) {
      it(`refuses ${value} as ${option}`, async () => {
        const error = await errorOf({ [option]: value });
        expect(error).toBeInstanceOf(RangeError);
        expect(error.message).toBe(`${option} must be a whole number of 1 or more, and finite; found ${value}.`);
      });
    }
  }

  it('names a proto file that is missing, and where it looked', async () => {
    const dir = await tempDir(fixture);
    const file = join(dir, 'missing.proto');
    const warned = spyOn(process, 'emitWarning');
    const { message } = await errorOf({ protos: [file], includeDirs: [join(dir, 'include')] });
    expect(message).toContain(`Cannot load ${file}`);
    expect(message).toContain('ENOENT');
    expect(message).toContain(`looked up in ${join(dir, 'include')}, `);
    expect(warned.calls.count()).toBeLessThan(2);
  });

  it('names the file and the line of a syntax error', async () => {
    const dir = await tempDir(fixture);
    const [good, bad] = [join(dir, 'good.proto'), join(dir, 'bad.proto')];
    await writeFile(good, 'syntax = "proto3";\nmessage Good {}\n');
    await writeFile(bad, 'syntax = "proto3";\n\nmessage Bad {\n  strin g name = 1;\n}\n');
    const { message } = await errorOf({ protos: [good, bad] });
    expect(message).toContain(`Cannot load ${bad}, or what is imported there: `);
    expect(message).toContain('line 4');
    expect(message).not.toContain(good);
  });

  it('says so when a proto file breaks off', async () => {
    const file = join(await tempDir(fixture), 'cut.proto');
    await writeFile(file, 'syntax = "proto3";\nmessage Cut { oops');
    const { message } = await errorOf({ protos: [file] });
    expect(message).toContain(`Cannot load ${file}`);
    expect(message).toContain('a syntax error, perhaps at the end of the file');
  });

  it('refuses a type that nobody defines', async () => {
    const file = join(await tempDir(fixture), 'unknown.proto');
    await writeFile(file, 'syntax = "proto3";\nmessage Odd { Nowhere name = 1; }\n');
    const { message } = await errorOf({ protos: [file] });
    expect(message).toContain(`Cannot load ${file}`);
    expect(message).toContain("'Nowhere'");
  });

  for (const source of [null, {}, 42]) {
    it(`refuses ${JSON.stringify(source)} as a proto source`, async () => {
      const error = await errorOf({ protos: [source as never] });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('Expected the path of a proto file, or a descriptor');
    });
  }
});
