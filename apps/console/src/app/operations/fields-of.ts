import type { PackedMessage } from 'rxjs-longrunning';
import type { Fields } from '../shared/words.js';
import { jsonFields } from '../shared/words.js';

/** The fields of a packed message: over REST it comes as JSON. */
export function fieldsOf(packed: PackedMessage): Fields {
  return jsonFields('json' in packed ? packed.json : undefined);
}
