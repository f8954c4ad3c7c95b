/** What the command needs of its process. */
export type Io = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'addListener' | 'removeListener'>;
