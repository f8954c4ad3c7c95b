/** What is measured; the first is what the others are compared with. */
export const CONTENDERS = ['bare callbacks', 'expand + timer', 'rxjs-longrunning', 'google-gax 5'] as const;

export type Contender = (typeof CONTENDERS)[number];

/** Polls one operation: at once, then after a delay that was set before, until it is done. Gives what stops it. */
export type PollLoop = (name: string, onState: (done: boolean) => void) => () => void;
