import { googleDescriptor } from './generated/google.js';
import type { ProtoOptions } from './load-definitions.js';
import { optionalModule } from './optional-module.js';
import type { ProtoDescriptor, ProtoSource } from './proto-source.js';
import { readProtoFiles } from './read-proto-files.js';

/**
 * Loads what reads proto files as descriptors, which keep what @grpc/proto-loader's own definitions lose: the names of
 * fields as the files have them, `json_name`, and presence.
 *
 * @returns a function that reads them, with those of google.longrunning and google.rpc. It throws an Error when a file
 *   cannot be read or parsed, naming it and where imports were looked up.
 */
export async function loadDescriptorReader(
  sources: readonly ProtoSource[],
  { includeDirs }: Pick<ProtoOptions, 'includeDirs'> = {},
): Promise<() => readonly ProtoDescriptor[]> {
  const files = sources.filter((source) => typeof source === 'string');
  const descriptors = sources.filter((source) => typeof source !== 'string');
  if (files.length === 0) return () => [...descriptors, googleDescriptor];
  const { loadProtosWithOptionsSync } = await protoParser();
  const read = (some: readonly string[], dirs: string[]) =>
    loadProtosWithOptionsSync([...some], { keepCase: true, includeDirs: dirs }).toJSON() as ProtoDescriptor;
  return () => [readProtoFiles(files, includeDirs, read), ...descriptors, googleDescriptor];
}

/** The part of @grpc/proto-loader that parses; what it makes of it loses names. */
async function protoParser(): Promise<typeof import('@grpc/proto-loader/build/src/util.js')> {
  // First, as it brings along Google's files that the parser lacks.
  await optionalModule('@grpc/proto-loader', import('@grpc/proto-loader'));
  return import('@grpc/proto-loader/build/src/util.js');
}
