/** A module, to import before the command, that hides a package. */
export function without(name: string): string {
  const hooks = `export const resolve = (specifier, context, next) => {
    if (specifier === ${JSON.stringify(name)}) throw new Error('not installed');
    return next(specifier, context);
  };`;
  return moduleOf(`import { register } from 'node:module'; register(${JSON.stringify(moduleOf(hooks))});`);
}

/** A module of its source, to import before the command. */
export function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
