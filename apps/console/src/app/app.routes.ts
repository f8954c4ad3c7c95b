import type { Routes } from '@angular/router';
import { ListPage } from './list/list-page.js';

/** The page of one operation comes when it is asked for, and with it the plots. */
export const routes: Routes = [
  { path: '', component: ListPage, title: 'Operations' },
  {
    path: 'operations/:id',
    title: ({ params }) => `${String(params['id'])} · Operations`,
    loadComponent: async () => (await import('./detail/operation-page.js')).OperationPage,
  },
  { path: '**', redirectTo: '' },
];
