/** The verbs that a `google.api.HttpRule` names. */
export const HTTP_VERBS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/**
 * A `google.api.HttpRule`, as @grpc/proto-loader keeps it with the options of a method.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
 */
export type HttpRule = Readonly<Partial<Record<(typeof HTTP_VERBS)[number], string>>> & {
  /** The field of the request that the body is, or `*` for the whole request; without it, no body is read. */
  readonly body?: string;
  readonly additional_bindings?: HttpRule | readonly HttpRule[];
};
