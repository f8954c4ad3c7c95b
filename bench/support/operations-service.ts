import type { ServiceDefinition } from '@grpc/proto-loader';
import { loadSync } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** google.longrunning.Operations, as one loads it without this package. */
export function operationsService(): ServiceDefinition {
  const googleDir = dirname(createRequire(import.meta.url).resolve('google-proto-files/package.json'));
  const definition = loadSync('google/longrunning/operations.proto', { includeDirs: [googleDir] });
  return definition['google.longrunning.Operations'] as ServiceDefinition;
}
