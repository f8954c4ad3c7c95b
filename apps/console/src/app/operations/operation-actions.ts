import { DOCUMENT, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { isRpcError } from 'rxjs-longrunning';
import type { Question } from '../shared/confirm-dialog.js';
import { ConfirmDialog } from '../shared/confirm-dialog.js';
import { visible, visibleLine } from '../shared/words.js';
import { operationLink } from './operation-link.js';
import { NO_ANSWER } from './connection.js';
import { OperationsList } from './operations-list.js';

/** A thing to do to an operation, such as a call. */
type Action = () => Promise<void>;

/** What people do to operations, with the questions before it and the words after it. */
@Injectable({ providedIn: 'root' })
export class OperationActions {
  readonly #dialog = inject(MatDialog);
  readonly #snackBar = inject(MatSnackBar);
  readonly #router = inject(Router);
  readonly #list = inject(OperationsList);
  readonly #document = inject(DOCUMENT);

  /** Asks which folder, and starts to digest it. */
  async start(): Promise<void> {
    // It comes when it opens, with the parts of a form, unless the server is away.
    const loaded = await import('../list/start-dialog.js').catch(() => undefined);
    if (!loaded) {
      this.#snackBar.open(NO_ANSWER, 'Close');
      return;
    }
    const opened = this.#dialog.open<unknown, unknown, string>(loaded.StartDialog, { width: '440px' });
    const name = await firstValueFrom(opened.afterClosed());
    if (name === undefined) return;
    this.#list.refresh();
    const told = this.#snackBar.open('The digest has started.', 'Watch it', { duration: 8_000 });
    told.onAction().subscribe(() => void this.#router.navigate(operationLink(name)));
  }

  /** @returns whether it was asked for, which is not yet its end. */
  cancel(name: string, action: Action): Promise<boolean> {
    const text = `The server is asked to stop ${visibleLine(name)}. What it did so far is lost.`;
    return this.#ask({ title: 'Cancel this operation?', text, action: 'Cancel the operation' }, action);
  }

  /** @returns whether it was done. */
  async delete(name: string, action: Action): Promise<boolean> {
    const text = `The server forgets ${visibleLine(name)} and its result.`;
    const isDone = await this.#ask({ title: 'Delete this operation?', text, action: 'Delete the operation' }, action);
    // What had the focus is gone with it.
    if (isDone) this.#document.querySelector('main')?.focus();
    return isDone;
  }

  async #ask(question: Question, action: Action): Promise<boolean> {
    const opened = this.#dialog.open<unknown, Question, boolean>(ConfirmDialog, { data: question, width: '440px' });
    if (!(await firstValueFrom(opened.afterClosed()))) return false;
    try {
      await action();
      this.#list.refresh();
      return true;
    } catch (error) {
      this.#snackBar.open(visible(isRpcError(error) ? error.statusMessage : String(error)), 'Close');
      return false;
    }
  }
}
