import { messageOf } from '../core/model/message-of.js';
import { loadDescriptorReader } from '../protobuf/load-descriptors.js';
import { loadMessageJson } from '../protobuf/load-message-json.js';
import { digesterProto } from '../server/digester/generated/digester.js';
import type { CallingOptions } from './connection-options.js';
import type { KnownTypes } from './output/known-types.js';
import { UsageError } from './usage-error.js';

/**
 * Loads the types of `--types`, of `serve` and of Google, for a command that shows messages.
 *
 * @throws UsageError when a proto file does not load or a package is missing.
 */
export async function loadKnownTypes({
  types = [],
  include,
}: Pick<CallingOptions, 'types' | 'include'>): Promise<KnownTypes> {
  try {
    const { contentJson, messageRegistry } = await loadMessageJson();
    const describe = await loadDescriptorReader([digesterProto, ...types], { includeDirs: include });
    const registry = messageRegistry(describe());
    return { fieldsOf: (packed) => contentJson(packed, registry) };
  } catch (cause) {
    // The library names its option; here it is one of the command line.
    throw new UsageError(messageOf(cause).replace('includeDirs', '--include'), { cause });
  }
}
