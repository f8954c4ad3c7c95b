import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { newRequestId, startDigest } from '../operations/start-digest.js';

/** Asks for a folder and starts to digest it: closes with the name of the operation. */
@Component({
  selector: 'app-start-dialog',
  imports: [MatButton, MatDialogModule, MatFormFieldModule, MatInput],
  template: `
    <h2 mat-dialog-title>Start a digest</h2>
    <form (submit)="$event.preventDefault(); start(path.value)">
      <mat-dialog-content>
        <p class="what">The SHA-256 of every file under a folder that the server may read.</p>
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label>Folder</mat-label>
          <input #path matInput name="path" placeholder="." autocomplete="off" spellcheck="false" cdkFocusInitial />
          <mat-hint>Relative to the root of the server; empty for all of it.</mat-hint>
        </mat-form-field>
        <p class="error" role="alert">{{ error() }}</p>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Close</button>
        <button matButton="filled" type="submit" [disabled]="isStarting()" disabledInteractive>Start</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-form-field {
      width: 100%;
    }

    mat-dialog-content.mat-mdc-dialog-content {
      padding-top: 0;
    }

    .what {
      margin: 0 0 14px;
    }

    .error {
      min-height: 1.5em;
      margin: 12px 0 0;
      color: var(--failed);
    }
  `,
})
export class StartDialog {
  readonly isStarting = signal(false);
  readonly error = signal('');
  readonly #dialog = inject<MatDialogRef<StartDialog, string>>(MatDialogRef);
  #request = { path: '', requestId: '' };

  /** Another try for the same folder is the same request. */
  async start(path: string): Promise<void> {
    if (this.isStarting()) return;
    if (this.#request.requestId === '' || path !== this.#request.path) {
      this.#request = { path, requestId: newRequestId() };
    }
    this.isStarting.set(true);
    this.error.set('');
    try {
      this.#dialog.close((await startDigest(this.#request)).name);
    } catch (error) {
      this.error.set(error instanceof Error ? error.message : String(error));
    } finally {
      this.isStarting.set(false);
    }
  }
}
