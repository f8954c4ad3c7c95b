import 'reflect-metadata';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Module } from '@nestjs/common';
import { loadOperationsClient, type GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import { digesterProto } from 'rxjs-longrunning/server';
import { DigestsController } from './digests.controller.js';
import { CLIENT, DigestsService } from './digests.service.js';

/** Digests of folders, made by the server of operations at a target. */
@Module({})
export class DigestsModule implements OnApplicationShutdown {
  constructor(@Inject(CLIENT) private readonly client: GrpcOperationsClient) {}

  static forTarget(target: string): DynamicModule {
    // Cleartext, which is for loopback alone: without `insecure`, it speaks TLS.
    const useFactory = (): Promise<GrpcOperationsClient> =>
      loadOperationsClient({ target, insecure: true, protos: [digesterProto], loader: { longs: Number } });
    return {
      module: DigestsModule,
      controllers: [DigestsController],
      providers: [{ provide: CLIENT, useFactory }, DigestsService],
    };
  }

  onApplicationShutdown(): void {
    this.client.close();
  }
}
