/** A module, to import before the command, that hides a package. */
export function without(name: string): string {
  return resolving(name, "throw new Error('not installed')");
}

/** A module, to import before the command, that puts a module of its source in the place of a package. */
export function insteadOf(name: string, source: string): string {
  return resolving(name, `return { url: ${JSON.stringify(moduleOf(source))}, shortCircuit: true }`);
}

/** A module of its source, to import before the command. */
export function moduleOf(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** A module, to import before the command, that runs a statement as soon as a line of stderr begins so. */
export function atLine(beginning: string, statement: string): string {
  return moduleOf(`const { stderr } = process;
    const write = stderr.write;
    stderr.write = (text, ...rest) => {
      const written = write.call(stderr, text, ...rest);
      if (text.startsWith(${JSON.stringify(beginning)})) ${statement};
      return written;
    };`);
}

function resolving(name: string, how: string): string {
  const hooks = `export const resolve = (specifier, context, next) => {
    if (specifier === ${JSON.stringify(name)}) ${how};
    return next(specifier, context);
  };`;
  return moduleOf(`import { register } from 'node:module'; register(${JSON.stringify(moduleOf(hooks))});`);
}
