import { bootstrapApplication } from '@angular/platform-browser';
import { App, config } from './app.js';

await bootstrapApplication(App, config);
