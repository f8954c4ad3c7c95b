import '@angular/compiler';
import type { EnvironmentProviders, Provider } from '@angular/core';
import { DOCUMENT, inject, PLATFORM_ID, provideZoneChangeDetection } from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { TestBed, TestComponentRenderer } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { VirtualTimeScheduler } from 'rxjs';

/** Whether this run is one with zone.js; `zone.node.spec.ts` makes one. */
export const withZone = 'Zone' in globalThis;

/** Whether this run is in a browser. */
export const inBrowser = 'document' in globalThis;

/** Where a page of the specs is. */
export const ORIGIN = (globalThis as { readonly location?: Location }).location?.origin ?? 'http://localhost:9876';

let ready: Promise<void> | undefined;

/** Prepares Angular's TestBed: on a page in a browser, and on the document of the server platform in Node. */
export function angularTestBed(): void {
  beforeAll(() => (ready ??= initialize()));
  beforeEach(() => {
    provide(...(inBrowser ? [] : NODE_PROVIDERS), withZone ? provideZoneChangeDetection() : []);
  });
}

/** Configures the TestBed. */
export function provide(...providers: readonly (Provider | EnvironmentProviders)[]): void {
  TestBed.configureTestingModule({ providers: [...providers] });
}

/** Virtual time that passes on demand. */
export class Time extends VirtualTimeScheduler {
  pass(ms: number): void {
    this.maxFrames = this.frame + ms;
    this.flush();
    this.frame = this.maxFrames;
  }
}

/** What a component shows, without the comments that Angular keeps its places with. */
export async function shown(fixture: ComponentFixture<unknown>): Promise<string> {
  fixture.autoDetectChanges();
  await fixture.whenStable();
  return (fixture.nativeElement as Element).textContent.trim();
}

/** Says what a property of a global object is, tells its listeners, and says how to take it back. */
export function pretend(target: object, property: string, value: unknown, event: EventTarget, type: string) {
  Object.defineProperty(target, property, { value, configurable: true });
  // The document of the server platform takes events of its own kind alone.
  const window = TestBed.inject(DOCUMENT).defaultView ?? globalThis;
  event.dispatchEvent(new window.Event(type));
  return (): void => void Reflect.deleteProperty(target, property);
}

async function initialize(): Promise<void> {
  if (inBrowser) {
    TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
    return;
  }
  // By a name that the bundler of the browser's specs does not follow.
  const name = '@angular/platform-server';
  const { INITIAL_CONFIG, platformServer, ServerModule } = (await import(
    name
  )) as typeof import('@angular/platform-server');
  // The platform puts its own Event in the place of Node's, and whatever else they both have: other specs need Node's.
  const globals = Object.getOwnPropertyDescriptors(globalThis);
  const config = { document: '<html><body></body></html>', url: `${ORIGIN}/` };
  TestBed.initTestEnvironment(ServerModule, platformServer([{ provide: INITIAL_CONFIG, useValue: config }]));
  Object.defineProperties(globalThis, globals);
}

class NodeRenderer extends TestComponentRenderer {
  private readonly document = inject(DOCUMENT);

  override insertRootElement(id: string): void {
    const element = this.document.createElement('div');
    element.id = id;
    this.document.body.appendChild(element);
  }

  override removeAllRootElements(): void {
    this.document.body.textContent = '';
  }
}

/** What the server platform lacks for the TestBed, and takes itself for. */
const NODE_PROVIDERS: readonly Provider[] = [
  { provide: PLATFORM_ID, useValue: 'browser' },
  { provide: TestComponentRenderer, useFactory: () => new NodeRenderer() },
];
