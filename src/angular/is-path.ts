/** Whether a base URL is a path of the origin of the page, such as `/api`. */
export function isPath(baseUrl: string): boolean {
  return /^\/(?!\/)/.test(baseUrl);
}
