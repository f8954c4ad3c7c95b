import type { MessageTypeDefinition } from '@grpc/proto-loader';

type Definition = MessageTypeDefinition<object, object>;

/** Whether two types are the same by name and fields: their descriptors do not tell the package. */
export function isSameType(a: Definition, b: Definition): boolean {
  return signature(a) === signature(b);
}

function signature({ type }: Definition): string {
  const { name, field } = type as {
    readonly name: string;
    readonly field: readonly { readonly name: string; readonly number: number }[];
  };
  return [name, ...field.map((part) => `${part.number} ${part.name}`).sort()].join();
}
