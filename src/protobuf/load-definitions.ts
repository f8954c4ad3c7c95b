import type { Options, PackageDefinition } from '@grpc/proto-loader';
import { googleDescriptor } from './generated/google.js';
import { optionalModule } from './optional-module.js';
import type { ProtoDescriptor, ProtoSource } from './proto-source.js';
import { readProtoFiles } from './read-proto-files.js';

/** Where proto files are found, and what messages look like. */
export interface ProtoOptions {
  /**
   * Where imports are looked up first; then come the working directory, the folders of the files, the common files of
   * Google that this package brings along, and google-proto-files when it is installed.
   */
  readonly includeDirs?: readonly string[] | undefined;
  /** What @grpc/proto-loader is told. Defaults to `{ longs: String, enums: String, defaults: true }`. */
  readonly loader?:
    Pick<Options, 'longs' | 'enums' | 'bytes' | 'defaults' | 'arrays' | 'objects' | 'oneofs'> | undefined;
}

/** The definitions of `google.longrunning` and `google.rpc`, loaded once. */
export function loadGoogleDefinitions(): Promise<PackageDefinition> {
  // With defaults, as readers of details count on their lists and maps.
  return (google ??= fromDescriptor(googleDescriptor, { longs: Number, defaults: true }));
}

let google: Promise<PackageDefinition> | undefined;

/**
 * The definitions of proto files and descriptors.
 *
 * @throws Error when a file cannot be read or parsed, naming it and where imports were looked up.
 */
export async function loadDefinitions(
  sources: readonly ProtoSource[],
  options: ProtoOptions = {},
): Promise<PackageDefinition> {
  const loaderOptions = { longs: String, enums: String, defaults: true, ...options.loader };
  const files = sources.filter((source) => typeof source === 'string');
  const descriptors = sources.filter((source) => typeof source !== 'string');
  const definitions = await Promise.all([
    ...descriptors.map((descriptor) => fromDescriptor(descriptor, loaderOptions)),
    ...(files.length > 0 ? [fromFiles(files, options.includeDirs, loaderOptions)] : []),
  ]);
  return Object.assign({}, ...definitions) as PackageDefinition;
}

async function fromDescriptor(descriptor: ProtoDescriptor, loaderOptions: Options): Promise<PackageDefinition> {
  // From a JavaScript caller, or from a file of its own.
  if (typeof (descriptor as Partial<ProtoDescriptor> | null)?.nested !== 'object') {
    throw new TypeError('Expected the path of a proto file, or a descriptor {nested} as pbjs writes it.');
  }
  const { fromJSON } = await protoLoader();
  const whole = { nested: { ...googleDescriptor.nested, ...descriptor.nested } } as Parameters<typeof fromJSON>[0];
  return fromJSON(whole, loaderOptions);
}

async function fromFiles(
  files: readonly string[],
  includeDirs: readonly string[] | undefined,
  loaderOptions: Options,
): Promise<PackageDefinition> {
  // Not load(): at an unknown type, it throws from a callback, where nobody can catch it.
  const { loadSync } = await protoLoader();
  return readProtoFiles(files, includeDirs, (some, dirs) =>
    loadSync([...some], { ...loaderOptions, includeDirs: dirs }),
  );
}

function protoLoader(): Promise<typeof import('@grpc/proto-loader')> {
  return optionalModule('@grpc/proto-loader', import('@grpc/proto-loader'));
}
