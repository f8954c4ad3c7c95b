import type { Options, PackageDefinition } from '@grpc/proto-loader';
// Not createRequire by name: bundlers put an import of that name at the top of what they make.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../core/model/message-of.js';
import { googleDescriptor } from './generated/google.js';
import { optionalModule } from './optional-module.js';
import type { ProtoDescriptor, ProtoSource } from './proto-source.js';

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
    ...(files.length > 0 ? [fromFiles(files, options.includeDirs ?? [], loaderOptions)] : []),
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
  includeDirs: readonly string[],
  loaderOptions: Options,
): Promise<PackageDefinition> {
  // Not load(): at an unknown type, it throws from a callback, where nobody can catch it.
  const { loadSync } = await protoLoader();
  const dirs = [...includeDirs, process.cwd(), ...files.map((file) => dirname(file)), ...installedProtoDirs()];
  const attempt = (some: readonly string[]): PackageDefinition =>
    loadSync([...some], { ...loaderOptions, includeDirs: dirs });
  try {
    return attempt(files);
  } catch (cause) {
    // A TypeError is how the parser fails where a file breaks off.
    const reason = cause instanceof TypeError ? 'a syntax error, perhaps at the end of the file' : messageOf(cause);
    // The reason names a line, but not always the file.
    const culprits = files.length > 1 ? files.filter((file) => !succeeds(() => attempt([file]))) : [];
    throw new Error(
      `Cannot load ${(culprits.length > 0 ? culprits : files).join(', ')}, or what is imported there: ${reason}. ` +
        `Imports were looked up in ${dirs.join(', ')}; name another folder in includeDirs, or install ` +
        'google-proto-files for the files of Google.',
      { cause },
    );
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function protoLoader(): Promise<typeof import('@grpc/proto-loader')> {
  return optionalModule('@grpc/proto-loader', import('@grpc/proto-loader'));
}

/** The folders of proto files that packages bring along. In a bundle, there is none. */
function installedProtoDirs(): string[] {
  return ['rxjs-longrunning/package.json', 'google-proto-files/package.json'].flatMap((file) => {
    try {
      const dir = dirname(module.createRequire(import.meta.url).resolve(file));
      return [file.startsWith('google') ? dir : join(dir, 'protos')];
    } catch {
      return [];
    }
  });
}
