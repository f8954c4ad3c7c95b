/*
 * What grpc-js says itself, in the words of 1.14: beside them it gives no sign whether the server or grpc-js made a
 * status, where the server's would come without any metadata. A spec provokes each.
 */

/** A message, or a text that is none, is longer than it may be. */
export const TOO_LONG = /^Received message (?:larger than max \((\d+) vs |that decompresses to a size larger than )/;

/** A request is longer than it may be. */
export const TOO_LONG_TO_SEND = /^Attempted to send message with a size larger than /;

/** The caller did what cannot be: the next call would fail, too. */
export const REFUSED = /^Channel closed before|^Request message serialization failure|^"authorization" metadata cannot/;

/** No status came from the server, whatever metadata did. */
export const NO_STATUS = /^(?:Received HTTP status code (\d+)$|No message received$|No status information received$)/;

/** A stream was reset, or nothing came that could be read, or in time; `UNAVAILABLE` needs no words. */
export const LOST = new RegExp(
  `^(?:${[
    'Received RST_STREAM with code ',
    'Call cancelled$',
    'Bandwidth exhausted or memory limit exceeded$',
    'Protocol not secure enough$',
    'Deadline exceeded',
    'Response message parsing error',
    'Failed to (?:decompress|start HTTP)',
    'Getting metadata from plugin failed',
    'Invalid status from control plane',
  ].join('|')})`,
);
