import { lastValueFrom, mergeMap } from 'rxjs';
import { fixedInterval, pollOperation$, StatusCode } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { goServer } from './go-server.js';
import { peers } from './peers.js';

const UPDATE = 'google.spanner.admin.database.v1.DatabaseAdmin/UpdateDatabaseDdl';
const database = 'projects/p/instances/i/databases/d';

if (peers.go) {
  describe('spannertest, polled by this package', () => {
    const fixture = grpcFixture();
    const go = goServer();

    /** Changes the schema, and waits for the end. */
    async function update(...statements: readonly string[]) {
      const protos = ['google/spanner/admin/database/v1/spanner_database_admin.proto'];
      const client = await fixture.connect(go.spanner, { protos });
      return lastValueFrom(
        client
          .startOperation(UPDATE, { database, statements })
          .pipe(mergeMap((started) => pollOperation$(client, started, { schedule: fixedInterval(1) }))),
      );
    }

    it('succeeds with a response that has neither type nor bytes', async () => {
      const state = await update('CREATE TABLE Songs (Id INT64) PRIMARY KEY (Id)');
      expect(state.status).toBe('succeeded');
      expect((state as { readonly response?: unknown }).response).toBeUndefined();
      expect(state.name).toContain('/operations/');
    });

    it('fails, with the code and the words of the server', async () => {
      const state = await update('DROP TABLE NoSuchTable');
      if (state.status !== 'failed') return fail(`${state.status}, not failed`);
      expect(state.error.code).toBe(StatusCode.NOT_FOUND);
      expect(state.error.statusMessage).toContain('NoSuchTable');
    });
  });
}
