import type { Observable } from 'rxjs';
import { lastValueFrom, map, takeUntil, tap } from 'rxjs';
import type { OperationState } from '../core/model/operation-state.js';
import { endLines } from './end-lines.js';
import { ExitCode, exitCodeOf } from './exit-code.js';
import { Interruption, interruption$ } from './interruption.js';
import type { Io } from './io.js';
import type { Output } from './output/output.js';
import { writeLine } from './output/write-line.js';

/** What is watched. */
export interface Watched {
  readonly states$: Observable<OperationState>;
  /** The name of the operation, where it is known before the first state. */
  readonly name?: string;
  readonly output: Output;
  /** The command line that goes on waiting; none for an operation that ends with this command. */
  readonly resume?: ((name: string) => string) | undefined;
}

/** Shows the states of an operation to its end, or until somebody interrupts. */
export async function watch({ states$, name, output, resume }: Watched, io: Io): Promise<number> {
  let last = name;
  const interrupted$ = interruption$(io).pipe(
    map((interruption): never => {
      throw interruption;
    }),
  );
  const watched$ = states$.pipe(
    tap((state) => {
      last = state.name;
      output.state(state);
    }),
    takeUntil(interrupted$),
  );
  try {
    const { status } = await lastValueFrom(watched$);
    return status === 'succeeded' ? ExitCode.SUCCESS : ExitCode.OPERATION_FAILED;
  } catch (error) {
    output.close();
    writeLine(io.stderr, ...endLines(error, last, resume));
    return error instanceof Interruption ? error.exitCode : exitCodeOf(error);
  }
}
