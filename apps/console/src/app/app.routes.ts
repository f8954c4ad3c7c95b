import type { Routes } from '@angular/router';

/** Each page comes when it is asked for: what a browser has to do at once, before it shows anything, stays short. */
export const routes: Routes = [
  { path: '', title: 'Operations', loadComponent: async () => (await import('./list/list-page.js')).ListPage },
  {
    path: 'operations/:id',
    title: ({ params }) => `${String(params['id'])} · Operations`,
    loadComponent: async () => (await import('./detail/operation-page.js')).OperationPage,
  },
  { path: '**', redirectTo: '' },
];
