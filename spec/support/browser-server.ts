/** A server for a spec in a browser: `spec/support/browser-servers.ts` runs it. */
export interface BrowserServer {
  /** Where it serves REST, Connect and gRPC-Web. */
  readonly url: string;
  /** Starts to digest one of the folders `small`, `large` and `crowded`; gives the name of the operation. */
  digest(folder: string): Promise<string>;
  stop(): Promise<unknown>;
  /** Starts it again, at the same address and with the same operations. */
  start(): Promise<unknown>;
  close(): Promise<unknown>;
}

declare const __karma__: { readonly config: { readonly servers: string } };

/** Opens a server of its own for a spec. */
export async function openBrowserServer(): Promise<BrowserServer> {
  const { id, url } = (await post(`${__karma__.config.servers}/open`)) as { id: string; url: string };
  const control = (action: string): Promise<unknown> => post(`${__karma__.config.servers}/${action}/${id}`);
  return {
    url,
    digest: async (path) => ((await post(`${url}/v1/trees:digest`, { path })) as { name: string }).name,
    stop: () => control('stop'),
    start: () => control('start'),
    close: () => control('close'),
  };
}

async function post(url: string, body?: object): Promise<unknown> {
  const init = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, { method: 'POST', ...init });
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return response.json();
}
