import { grpcFixture } from '../support/grpc-fixture.js';
import { linesOf, PATIENCE, runCommand, start } from './command.js';

describe('longrunning serve', () => {
  const fixture = grpcFixture();

  it(
    'should say what to try, and stop at Ctrl-C',
    async () => {
      const server = start(fixture, ['serve', '--root', 'protos', '--port', '0', '--no-console']);
      const [, target = ''] = await server.wrote('stdout', /wait NAME --target (\S+) --insecure\n/);
      const [, url = ''] = await server.wrote('stdout', /curl (http:\S+)\n/);
      expect(await (await fetch(url)).json()).toEqual({ operations: [] });
      const listed = await runCommand(fixture, ['list', '--target', target, '--insecure']);
      expect(listed.stderr).toBe('No operations in "operations".\n');
      expect(listed.code).toBe(0);

      server.signal('SIGINT');
      const { code, stdout, stderr } = await server.ended;
      expect(stdout).toContain(`longrunning digest . --target ${target} --insecure`);
      expect(linesOf(stderr)).toEqual(['Stopped, and with it the operations that still ran.']);
      expect(code).toBe(0);
    },
    PATIENCE,
  );

  it(
    'should answer pages of the origins that it is told, and of no others',
    async () => {
      const origins = ['http://localhost:4200', 'https://app.example.com'];
      const server = start(fixture, ['serve', '--port', '0', ...origins.flatMap((each) => ['--cors-origin', each])]);
      const [, url = ''] = await server.wrote('stdout', /curl (http:\S+)\n/);
      for (const origin of origins) {
        const { headers } = await fetch(url, { headers: { origin } });
        expect(headers.get('access-control-allow-origin')).toBe(origin);
      }
      expect((await fetch(url, { headers: { origin: 'https://a.test' } })).status).toBe(403);
    },
    PATIENCE,
  );

  it(
    'should say that the port is taken, and nothing else',
    async () => {
      const server = start(fixture, ['serve', '--port', '0']);
      const [, port = ''] = await server.wrote('stdout', /127\.0\.0\.1:(\d+)/);
      const { code, stdout, stderr } = await runCommand(fixture, ['serve', '--port', port]);
      expect(linesOf(stderr)).toEqual([jasmine.stringMatching(`^error: .*127\\.0\\.0\\.1:${port}.*EADDRINUSE`)]);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    },
    PATIENCE,
  );
});
