import { Component, computed, DestroyRef, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import type { AnsweredState, LostState, OperationState } from 'rxjs-longrunning';
import { hasAnswer, isOperationError } from 'rxjs-longrunning';
import { injectOperation } from 'rxjs-longrunning/angular';
import { Connection } from '../operations/connection.js';
import { OperationActions } from '../operations/operation-actions.js';
import { Clock } from '../shared/clock.js';
import { endEstimate } from './end-estimate.js';
import { estimateText } from './estimate-text.js';
import { OperationFacts } from './operation-facts.js';
import { OperationHeading } from './operation-heading.js';
import { OperationNote } from './operation-note.js';
import { OperationPlots } from './operation-plots.js';
import type { PollRecord } from './poll-record.js';
import { withPoll } from './poll-record.js';
import { PollingFacts } from './polling-facts.js';

/** An operation, and what the latest poll of it showed. */
interface Followed {
  readonly name: string;
  readonly state: OperationState | LostState | undefined;
}

/** One operation, polled by the default schedule for as long as the page is open. */
@Component({
  selector: 'app-operation-page',
  imports: [OperationFacts, OperationHeading, OperationNote, OperationPlots, PollingFacts],
  template: `
    @if (known(); as state) {
      <app-operation-heading
        class="card"
        [state]="state"
        [estimate]="estimateText()"
        (poll)="operation.refresh()"
        (cancel)="cancel()"
        (delete)="delete()"
      />
      @if (pollingError(); as error) {
        <app-operation-note class="card" [name]="name()" [error]="error" (retry)="operation.refresh()" />
      }
      <div class="facts">
        <app-operation-facts [state]="state" />
        <app-polling-facts class="card" [records]="polls()" />
      </div>
      @if (hasPlots()) {
        <app-operation-plots [records]="polls()" [estimate]="estimate()" [label]="estimateText()" />
      }
    } @else {
      <app-operation-note class="card" [name]="name()" [error]="pollingError()" (retry)="operation.refresh()" />
    }
  `,
  styleUrl: './operation-page.css',
})
export class OperationPage {
  /** From the URL. */
  readonly id = input.required<string>();
  readonly name = computed(() => `operations/${this.id()}`);
  readonly operation = injectOperation(this.name);

  /** Nothing before the first answer. */
  readonly known = linkedSignal<Followed, AnsweredState | undefined>({
    source: () => ({ name: this.name(), state: this.operation.state() }),
    computation: ({ name, state }, previous) => {
      if (state && state.status !== 'lost' && hasAnswer(state)) return state;
      // Polling that starts anew may have failed so far, or have ended, of an operation that is known.
      return previous?.source.name === name ? previous.value : undefined;
    },
  });
  /** What ended the polling, though not the operation. */
  readonly pollingError = computed(() => {
    const error = this.operation.error();
    return isOperationError(error) ? undefined : error;
  });
  readonly polls = signal<readonly PollRecord[]>([]);
  /** Of an operation that had ended, there is one poll, and nothing to see over time. */
  readonly hasPlots = computed(() => this.polls().length > 1 || this.polls()[0]?.next !== undefined);
  readonly estimate = computed(() => (this.known()?.done ? undefined : endEstimate(this.polls())));
  readonly estimateText = computed(() => estimateText(this.polls(), this.known(), this.estimate(), this.#now));

  readonly #actions = inject(OperationActions);
  readonly #connection = inject(Connection);
  readonly #now = inject(Clock).now;
  readonly #router = inject(Router);

  constructor() {
    effect(() => {
      const state = this.operation.state();
      untracked(() => this.polls.update((polls) => (state ? withPoll(polls, state, Date.now()) : [])));
    });
    effect(() => {
      const { failures = 0, lastError, failingSince: since = 0, nextDelay = 0 } = this.operation.poll() ?? {};
      const reason = lastError?.statusMessage ?? '';
      const lost = { since, nextTry: Date.now() + nextDelay, reason, retry: () => this.operation.refresh() };
      // Once the server has answered that there is no such operation, it is not lost.
      const isLost = failures > 0 && this.pollingError() === undefined;
      this.#connection.lost.set(isLost ? lost : undefined);
    });
    inject(DestroyRef).onDestroy(() => this.#connection.lost.set(undefined));
  }

  cancel(): Promise<boolean> {
    return this.#actions.cancel(this.name(), () => this.operation.cancel());
  }

  async delete(): Promise<void> {
    const isDone = await this.#actions.delete(this.name(), () => this.operation.delete());
    if (isDone) await this.#router.navigateByUrl('/');
  }
}
