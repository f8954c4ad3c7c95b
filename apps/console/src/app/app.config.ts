import type { ApplicationConfig } from '@angular/core';
import { provideBrowserGlobalErrorListeners } from '@angular/core';
import { PreloadAllModules, provideRouter, withComponentInputBinding, withPreloading } from '@angular/router';
import { provideOperations, withPolling, withRest } from 'rxjs-longrunning/angular';
import { routes } from './app.routes.js';
import { provideIcons } from './shared/icons.js';
import { untilItComesBack } from './operations/until-it-comes-back.js';

/** The server is the one that the page came from. */
export const config: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // So that every page is there while the server is not.
    provideRouter(routes, withComponentInputBinding(), withPreloading(PreloadAllModules)),
    provideOperations(withRest({ baseUrl: '/' }), withPolling({ tolerance: untilItComesBack })),
    provideIcons(),
  ],
};
