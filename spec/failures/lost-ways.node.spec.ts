import dns from 'node:dns';
import { lastValueFrom, tap } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { fixedInterval, pollOperation$, StatusCode } from '../../src/index.js';
import { selfSigned } from '../support/certificates.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import { patient, polled } from './polled.js';
import { NAME, operation } from './protocols.js';

describe('What is lost on the way to a server passes:', () => {
  const fixture = grpcFixture();

  for (const transport of failingTransports) {
    const { title, protocol, http } = transport;
    const script = [operation(protocol, false), operation(protocol, true)];

    it(`headers-fail-once: a token that cannot be had once: ${title}`, async () => {
      // grpc-js sends tokens through TLS alone.
      const tls = protocol === 'gRPC' && title !== 'gRPC of Connect' ? await selfSigned('localhost') : undefined;
      const server = await serveFaults(fixture, { http, tls }, script);
      let asked = 0;
      const token = (): string => {
        if (++asked === 2) throw new TypeError('the identity provider is away');
        return 'Bearer t';
      };
      const client = await transport.connect({ port: server.port, host: 'localhost', tls, token }, fixture);
      const { tolerated, status, failure } = await polled(client);
      expect(status).withContext(String(failure)).toBe('succeeded');
      expect(tolerated.map(({ origin, code }) => [origin, code])).toEqual([['connection', StatusCode.UNAVAILABLE]]);
      expect([asked, server.calls]).toEqual([3, 2]);
    });

    it(`a name that DNS does not know, for a while: ${title}`, async () => {
      const server = await serveFaults(fixture, { http }, script);
      const { lookup, promises } = dns;
      const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND localhost'), {
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
      });
      let failing = 1;
      const away = (): boolean => failing-- > 0;
      spyOn(dns, 'lookup').and.callFake(((...args: Parameters<typeof lookup>) => {
        const answered = args.at(-1) as (error: Error) => void;
        if (away()) process.nextTick(answered, unknown);
        else lookup(...args);
      }) as unknown as typeof lookup);
      const lookupLater = promises.lookup;
      spyOn(promises, 'lookup').and.callFake(((...args: Parameters<typeof lookupLater>) =>
        away() ? Promise.reject(unknown) : lookupLater(...args)) as unknown as typeof lookupLater);
      const client = await transport.connect({ port: server.port, host: 'localhost' }, fixture);
      const { tolerated, status, failure } = await polled(client, { tolerance: patient });
      expect(status).withContext(String(failure)).toBe('succeeded');
      expect(new Set(tolerated.map(({ origin, code }) => `${origin} ${code}`))).toEqual(
        new Set([`connection ${StatusCode.UNAVAILABLE}`]),
      );
    });

    it(`a server that is not there, for a while: ${title}`, async () => {
      const first = await serveFaults(fixture, { http }, [operation(protocol, false)]);
      const client: OperationsClient = await transport.connect({ port: first.port }, fixture);
      const failures: string[] = [];
      let closed: Promise<unknown> | undefined;
      const done$ = pollOperation$(client, NAME, { schedule: fixedInterval(5), tolerance: patient }).pipe(
        tap(({ poll: { lastError } }) => {
          closed ??= first.close();
          if (!lastError) return;
          failures.push(`${lastError.origin} ${lastError.code}`);
          if (failures.length > 1) return;
          void closed.then(() => serveFaults(fixture, { http, port: first.port }, [operation(protocol, true)]));
        }),
      );
      expect((await lastValueFrom(done$)).status).toBe('succeeded');
      expect(new Set(failures)).toEqual(new Set([`connection ${StatusCode.UNAVAILABLE}`]));
    });
  }
});
