import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../support/run.js';
import { GRPC_PEERS, install, packed, withVersion } from './consumer.js';

/** What the CLI installs for the editor and for itself, and no test needs. */
const SPARED = /eslint|prettier|globals|ts-loader|ts-node|tsconfig-paths|source-map-support|nestjs.(cli|schematics)/;

/** A module that polls, its controller, their tests, and the module as the application's. */
const FILES = {
  'src/reports/reports.service.ts': `
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { catchError, Observable, throwError } from 'rxjs';
import { exponentialThenFixed, isPollError, isRpcError, pollOperation$, StatusCode } from 'rxjs-longrunning';
import type { MessageType, OperationsClient } from 'rxjs-longrunning';
import { toResponse } from 'rxjs-longrunning/operators';

export const OPERATIONS = Symbol('OPERATIONS');

export const text: MessageType<string> = {
  typeName: 'acme.v1.Text',
  fromBinary: (bytes) => new TextDecoder().decode(bytes),
  toBinary: (message) => new TextEncoder().encode(message),
};

const schedule = exponentialThenFixed({ initialDelay: 10, interval: 1_000 });

@Injectable()
export class ReportsService {
  constructor(@Inject(OPERATIONS) private readonly client: OperationsClient) {}

  report$(id: string): Observable<string> {
    return pollOperation$(this.client, 'operations/' + id, { responseType: text, schedule }).pipe(
      toResponse(),
      catchError((error: unknown) => throwError(() => (isUnknown(error) ? new NotFoundException(id) : error))),
    );
  }
}

function isUnknown(error: unknown): boolean {
  return isPollError(error) && isRpcError(error.cause) && error.cause.code === StatusCode.NOT_FOUND;
}
`,
  'src/reports/reports.controller.ts': `
import { Controller, Get, Param } from '@nestjs/common';
import { Observable } from 'rxjs';
import { ReportsService } from './reports.service';

@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Get(':id')
  report(@Param('id') id: string): Observable<string> {
    return this.reports.report$(id);
  }
}
`,
  'src/reports/reports.module.ts': `
import { Module } from '@nestjs/common';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { ReportsController } from './reports.controller';
import { OPERATIONS, ReportsService } from './reports.service';

@Module({
  controllers: [ReportsController],
  providers: [
    ReportsService,
    {
      provide: OPERATIONS,
      useFactory: () => loadOperationsClient({ target: process.env.OPERATIONS_TARGET ?? '', insecure: true }),
    },
  ],
})
export class ReportsModule {}
`,
  'src/app.module.ts': `
import { Module } from '@nestjs/common';
import { AppController } from './app.controller';
import { AppService } from './app.service';
import { ReportsModule } from './reports/reports.module';

@Module({ imports: [ReportsModule], controllers: [AppController], providers: [AppService] })
export class AppModule {}
`,
  'src/reports/reports.service.spec.ts': `
import { Test } from '@nestjs/testing';
import { lastValueFrom } from 'rxjs';
import { scriptedOperations, succeeded } from 'rxjs-longrunning/testing';
import { OPERATIONS, ReportsService, text } from './reports.service';

describe('ReportsService', () => {
  it('polls until the report is there', async () => {
    const client = scriptedOperations({ 'operations/1': 'rrs' }, { responseType: text, values: { s: succeeded('painted') } });
    const module = await Test.createTestingModule({
      providers: [ReportsService, { provide: OPERATIONS, useValue: client }],
    }).compile();
    expect(await lastValueFrom(module.get(ReportsService).report$('1'))).toBe('painted');
  });
});
`,
  'test/app.e2e-spec.ts': `
import { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { map, timer } from 'rxjs';
import { InMemoryOperations, OperationsServer, serveOperations } from 'rxjs-longrunning/server';
import { AppModule } from './../src/app.module';
import { OPERATIONS, text } from './../src/reports/reports.service';

describe('reports (e2e)', () => {
  const operations = new InMemoryOperations();
  let server: OperationsServer;
  let app: INestApplication;

  beforeAll(async () => {
    server = await serveOperations({ operations });
    process.env.OPERATIONS_TARGET = server.target;
    const fixture = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = fixture.createNestApplication();
    await app.init();
  });

  it('answers with the response of an operation behind, over gRPC', async () => {
    const { name } = operations.start(timer(30).pipe(map(() => ({ response: 'painted' }))), { responseType: text, metadataType: text });
    await request(app.getHttpServer()).get(name.replace('operations', '/reports')).expect(200).expect('painted');
  });

  it('answers 404 for one that is not known', async () => {
    await request(app.getHttpServer()).get('/reports/none').expect(404);
  });

  afterAll(async () => {
    app.get(OPERATIONS).close();
    await app.close();
    await server.close();
  });
});
`,
};

/** An application as the CLI of NestJS 11 makes it, CommonJS with Jest, to which a module that polls is added. */
export async function nestProject(): Promise<string> {
  const cli = await install(['@nestjs/schematics@11', '@angular-devkit/schematics-cli@19']);
  await run(join(cli, 'node_modules', '.bin', 'schematics'), ['@nestjs/schematics:application', '--name=app'], cli);
  const folder = join(cli, 'app');
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { devDependencies: Record<string, string> };
  manifest.devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => !SPARED.test(name)),
  );
  await writeFile(file, JSON.stringify(manifest));
  const { path } = await packed();
  const peers = GRPC_PEERS.map(withVersion);
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', path, ...peers], folder);
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
