import { grpcFixture } from '../support/grpc-fixture.js';
import { contractCases } from './contract-cases.js';
import { contractTransports } from './contract-transports.js';
import { Contract } from './contract.js';

describe('The contract of an operations client', () => {
  it('has the cases get-ok, get-error, list-ok, list-error, wait-ok, wait-error, cancel-ok, delete-ok', () => {
    const names = contractCases.map(({ title }) => title.replace(/:.*/, ''));
    for (const method of ['get', 'list', 'wait', 'cancel', 'delete']) {
      expect(names).toContain(`${method}-ok`);
      expect(names).toContain(`${method}-error`);
    }
  });

  for (const transport of contractTransports) {
    const cases = contractCases.filter(({ needs }) => transport.has.includes(needs));

    describe(`is kept by ${transport.title}:`, () => {
      const fixture = grpcFixture();

      it(`has ${transport.cases} cases`, () => {
        expect(cases.length).toBe(transport.cases);
      });

      for (const { title, run } of cases) it(title, () => run(new Contract(transport, fixture)));
    });
  }
});
