import type { ApplicationConfig } from '@angular/core';
import { provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { provideOperations, withPolling, withRest } from 'rxjs-longrunning/angular';
import { routes } from './app.routes.js';
import { provideIcons } from './shared/icons.js';
import { untilItComesBack } from './operations/until-it-comes-back.js';

/** The server is the one that the page came from. */
export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    provideOperations(withRest({ baseUrl: '/' }), withPolling({ tolerance: untilItComesBack })),
    provideIcons(),
  ],
};
