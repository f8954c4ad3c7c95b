import type { EnvironmentProviders } from '@angular/core';
import { inject, provideAppInitializer } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';

/** What is drawn, with a pen of 2 on a field of 24. */
const ICONS = {
  add: 'M12 5v14M5 12h14',
  back: 'M19 12H5m6-6-6 6 6 6',
  cancel: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M6 18 18 6',
  cancelled: 'M6 12h12',
  close: 'M6 6l12 12M18 6 6 18',
  delete: 'M4 7h16M10 4h4M6 7l1 13h10l1-13M10 11v5M14 11v5',
  empty: 'M4 13 7 5h10l3 8v6H4zM4 13h5l1 2h4l1-2h5',
  failed: 'M12 5v9M12 18.5v.5',
  lost: 'M3 4l18 17M5 11a11 11 0 0 1 4-2.4M12.500 8a11 11 0 0 1 6.500 3M8.500 14.500a6 6 0 0 1 5-1.300M12 19v.1',
  refresh: 'M20 12a8 8 0 1 1-2.500-5.800M20 3v4.500h-4.500',
  running: 'M12 5a7 7 0 1 1-6.500 4.500',
  search: 'M10.500 4a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M15.500 15.500 20 20',
  succeeded: 'M5 12.500l4.500 4.500L19 7.500',
};

/** The name of an icon. */
export type IconName = keyof typeof ICONS;

/** The icons are part of the program: nothing is asked of any other host. */
export function provideIcons(): EnvironmentProviders {
  return provideAppInitializer(() => {
    const registry = inject(MatIconRegistry);
    const sanitizer = inject(DomSanitizer);
    for (const [name, path] of Object.entries(ICONS)) {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="none" stroke="currentColor" ' +
        `stroke-width="2" stroke-linecap="round" stroke-linejoin="round" d="${path}"/></svg>`;
      registry.addSvgIconLiteral(name, sanitizer.bypassSecurityTrustHtml(svg));
    }
  });
}
