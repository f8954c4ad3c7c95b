import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app.js';
import { config } from './app/app.config.js';

bootstrapApplication(App, config).catch((error: unknown) => console.error(error));
