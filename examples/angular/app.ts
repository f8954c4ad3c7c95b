// A page with one operation: live, cancellable, and rendered on the server, too.
import { Component, type ApplicationConfig } from '@angular/core';
import { injectOperation, provideOperations, withHttpClient } from 'rxjs-longrunning/angular';
import { jsonMessageType } from 'rxjs-longrunning/rest';

const metadataType = jsonMessageType<{ progressPercent?: number }>('acme.v1.ReportMetadata');

@Component({
  selector: 'app-root',
  template: `
    <p>{{ operation.status() }}, {{ operation.metadata()?.progressPercent ?? 0 }} % {{ operation.error()?.message }}</p>
    <button (click)="operation.cancel()">Cancel</button> {{ operation.cancelError()?.message }}
  `,
})
export class App {
  readonly operation = injectOperation('operations/123', { metadataType });
}

export const config: ApplicationConfig = { providers: [provideOperations(withHttpClient({ baseUrl: '/api' }))] };
