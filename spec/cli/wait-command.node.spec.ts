import { waitCommand } from '../../src/cli/wait-command.js';

describe('waitCommand', () => {
  it('should be a line that a shell reads as it was meant', () => {
    const line = waitCommand("it's; rm -rf $HOME", {
      target: 'unix:/run/a b.sock',
      insecure: true,
      types: ['a.proto', 'b.proto'],
      include: ['protos'],
      header: { authorization: 'Bearer s3cret' },
      callTimeout: 10_000,
    });
    expect(line).toBe(
      "longrunning wait 'it'\\''s; rm -rf $HOME' --target 'unix:/run/a b.sock' --insecure " +
        "--header 'authorization: …' --types a.proto --types b.proto --include protos",
    );
  });

  it('should name a server of REST as it was named', () => {
    const line = waitCommand('operations/1', { rest: 'http://host/api', insecure: true, callTimeout: 10_000 });
    expect(line).toBe('longrunning wait operations/1 --rest http://host/api --insecure');
  });

  it('should not let a name be taken for an option', () => {
    const line = waitCommand('--version', { target: 'localhost:1', callTimeout: 10_000 });
    expect(line).toBe('longrunning wait --target localhost:1 -- --version');
  });
});
