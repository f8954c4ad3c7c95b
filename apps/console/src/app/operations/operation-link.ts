/** Where the page of an operation is. By segments: of a text, the router would take `..` for a way up, and fail. */
export function operationLink(name: string): readonly string[] {
  return ['/operations', name.replace(/^operations[/]/, '')];
}
