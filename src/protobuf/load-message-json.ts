import { optionalModule } from './optional-module.js';

/**
 * Loads what maps messages to JSON; whoever speaks binary alone needs none of it.
 *
 * @throws Error when @bufbuild/protobuf is missing: how to install it.
 */
export function loadMessageJson(): Promise<typeof import('./json/index.js')> {
  return optionalModule('@bufbuild/protobuf', import('./json/index.js'));
}
