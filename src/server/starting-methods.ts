import type { PackageDefinition } from '@grpc/proto-loader';
import type { HttpRule } from './http-rule.js';
import type { ServedMethod } from './served-method.js';
import type { StartingService } from './starting-service.js';

/**
 * The methods of a service, with the REST bindings that its protos give them.
 *
 * @throws TypeError when the service is not defined, or has no such method.
 */
export function startingMethods({ name, methods }: StartingService, definitions: PackageDefinition): ServedMethod[] {
  const service = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (!service || 'format' in service) throw new TypeError(`The protos of the service "${name}" do not define it.`);
  const unknown = Object.keys(methods).filter((method) => !Object.hasOwn(service, method));
  if (unknown.length > 0) throw new TypeError(`The service "${name}" has no method ${unknown.join(', ')}.`);
  return Object.entries(methods).map(([method, answer$]) => {
    const definition = service[method] as ServedMethod['definition'];
    const options = definition.options as unknown as Readonly<Record<string, HttpRule | undefined>>;
    return { definition, http: options['(google.api.http)'], answer$ };
  });
}
