import type { FileRegistry, JsonValue } from '@bufbuild/protobuf';
import { fromBinary, fromJson } from '@bufbuild/protobuf';
import { file_google_protobuf_duration } from '@bufbuild/protobuf/wkt';
import type { MessageType } from '../core/model/message-type.js';
import type { FindType } from '../core/model/status.js';
import { defineFile } from './define-file.js';

let google: FileRegistry | undefined;

/** The details of google.rpc that `findDetail` knows, and `RetryInfo`; made at the first error. */
export function googleDetails(): FileRegistry {
  return (google ??= defineFile({
    package: 'google.rpc',
    imports: [file_google_protobuf_duration],
    messages: {
      ErrorInfo: 'string reason = 1; string domain = 2; map<string,string> metadata = 3',
      RetryInfo: 'google.protobuf.Duration retry_delay = 1',
      BadRequest: 'repeated FieldViolation field_violations = 1',
      // In google's file it is inside of BadRequest, which shows nowhere on the wire.
      FieldViolation:
        'string field = 1; string description = 2; string reason = 3; LocalizedMessage localized_message = 4',
      ResourceInfo: 'string resource_type = 1; string resource_name = 2; string owner = 3; string description = 4',
      LocalizedMessage: 'string locale = 1; string message = 2',
    },
  }));
}

/** Finds the types that the user's function finds, and else those of google.rpc. */
export function withGoogleDetails(findType?: FindType): FindType {
  return (typeName) => findType?.(typeName) ?? googleDetailType(typeName);
}

/** The type of a detail of google.rpc, where it is one of those. It holds no Any, for which messageTypeOf has a lot. */
function googleDetailType(typeName: string): MessageType<unknown> | undefined {
  const schema = googleDetails().getMessage(typeName);
  return (
    schema && {
      typeName,
      fromBinary: (bytes) => fromBinary(schema, bytes),
      fromJson: (json) => fromJson(schema, json as JsonValue, { ignoreUnknownFields: true }),
    }
  );
}
