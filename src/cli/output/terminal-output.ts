import { messageOf } from '../../core/model/message-of.js';
import type { OperationState } from '../../core/model/operation-state.js';
import { pollsText } from '../../core/model/poll-counts.js';
import { optionalModule } from '../../protobuf/optional-module.js';
import { visibleLine } from '../../text/visible.js';
import type { Progress } from '../../text/progress-of.js';
import { formatDuration } from '../../text/format-duration.js';
import type { Io } from '../io.js';
import { UsageError } from '../usage-error.js';
import type { Output, View } from './output.js';
import { fitted, writeLine } from './write-line.js';
import { failureText, percentText, progressOfState } from './state-line.js';
import { writeResult } from './write-result.js';

/** What is drawn, and since when, in ms of the clock. */
interface Shown {
  readonly state: OperationState;
  /** Read once: the bar is drawn again and again. */
  readonly progress: Progress | undefined;
  readonly at: number;
}

/**
 * A bar where the metadata tells progress, else a line with the status and the next poll, redrawn in place on stderr.
 *
 * @throws UsageError when cli-progress is not installed.
 */
export async function loadTerminalOutput(view: View, io: Io): Promise<Output> {
  const { default: cliProgress } = await optionalModule('cli-progress', import('cli-progress')).catch(
    (cause: unknown) => {
      throw new UsageError(messageOf(cause), { cause });
    },
  );
  const startedAt = Date.now();
  let shown: Shown | undefined;
  const bar = new cliProgress.SingleBar(
    {
      stream: io.stderr,
      // No escape that a killed process would leave behind: lines are cut to the width instead of not being wrapped.
      linewrap: true,
      gracefulExit: false,
      format(options, { maxWidth }) {
        if (!shown) return '';
        const now = Date.now();
        const text = fitted(visibleLine(shownText(shown, now, now - startedAt)), maxWidth);
        const { progress } = shown;
        if (!progress) return text;
        const barsize = Math.max(0, Math.min(40, maxWidth - text.length - 2));
        return `${cliProgress.Format.BarFormat(progress.fraction, { ...options, barsize })} ${text}`;
      },
    },
    cliProgress.Presets.shades_classic,
  );
  return {
    note: (text) => writeLine(io.stderr, text),
    state(state) {
      shown = { state, progress: progressOfState(state, view.types), at: Date.now() };
      if (!bar.isActive) bar.start(1, 0);
      if (!state.done) return;
      bar.stop();
      writeResult(state, view, Date.now() - startedAt, io);
    },
    close: () => bar.stop(),
  };
}

function shownText({ state, progress, at }: Shown, now: number, elapsed: number): string {
  const { status, done, poll } = state;
  const nextIn = wholeSeconds(Math.max(0, at + (poll.nextDelay ?? 0) - now), Math.ceil);
  const failure = failureText(state, nextIn);
  if (failure) return failure;
  const took = done ? formatDuration(elapsed) : formatDuration(wholeSeconds(elapsed, Math.floor));
  if (progress) return `${percentText(progress)}, ${took}`;
  const polls = pollsText(poll.attempt);
  if (done) return `${status} after ${took}, ${polls}`;
  // A long poll is under way for as long as the delay between polls would be.
  return `${status} for ${took}, ${polls}, ${nextIn > 0 ? `next in ${formatDuration(nextIn)}` : 'asking the server'}`;
}

/** So that the line changes once a second, not with each redraw. */
function wholeSeconds(ms: number, round: (value: number) => number): number {
  return round(ms / 1_000) * 1_000;
}
