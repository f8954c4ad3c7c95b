import type { DescFile, FileRegistry } from '@bufbuild/protobuf';
import { create, createFileRegistry } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

/** A proto file, as far as it is needed. */
export interface FileDefinition {
  readonly package: string;
  readonly imports: readonly DescFile[];
  /** The fields of each message, as a proto file has them: `string name = 1; repeated Status errors = 2 [json_name="e"]`. */
  readonly messages: Readonly<Record<string, string>>;
  /** The input and the output of each method, by service and name. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, readonly [input: string, output: string]>>>>;
}

const SCALARS: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  bool: Type.BOOL,
  int32: Type.INT32,
};

/** The descriptors of a file that is written down here: no generated code, and little to download. */
export function defineFile(file: FileDefinition): FileRegistry {
  const proto = create(FileDescriptorProtoSchema, {
    name: `${file.package}.proto`,
    package: file.package,
    syntax: 'proto3',
    dependency: file.imports.map(({ proto: { name } }) => name),
    messageType: Object.entries(file.messages).map(([name, fields]) => messageType(name, fields, file.package)),
    service: Object.entries(file.services ?? {}).map(([name, methods]) => ({
      name,
      method: Object.entries(methods).map(([method, [input, output]]) => ({
        name: method,
        inputType: fullName(input, file.package),
        outputType: fullName(output, file.package),
      })),
    })),
  });
  return createFileRegistry(proto, (name) => file.imports.find((imported) => imported.proto.name === name));
}

const FIELD = /(repeated )?([\w.<>,]+) (\w+) = (\d+)(?: \[json_name="(.+?)"\])?/g;
/** The only maps that are needed. */
const MAP = 'map<string,string>';

function messageType(message: string, fields: string, packageName: string) {
  const entries: string[] = [];
  const field = Array.from(fields.matchAll(FIELD), ([, repeated, type = '', name = '', number, jsonName]) => {
    if (type !== MAP) {
      const described = fieldOf(name, Number(number), repeated !== undefined, fullName(type, packageName));
      return jsonName === undefined ? described : { ...described, jsonName };
    }
    const entry = `${name.charAt(0).toUpperCase()}${name.slice(1)}Entry`;
    entries.push(entry);
    return fieldOf(name, Number(number), true, `.${packageName}.${message}.${entry}`);
  });
  return {
    name: message,
    field,
    nestedType: entries.map((name) => ({
      name,
      options: { mapEntry: true },
      field: ['key', 'value'].map((part, index) => fieldOf(part, index + 1, false, 'string')),
    })),
  };
}

function fieldOf(name: string, number: number, repeated: boolean, type: string) {
  const scalar = SCALARS[type];
  return {
    name,
    number,
    jsonName: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    label: repeated ? Label.REPEATED : Label.OPTIONAL,
    ...(scalar === undefined ? { type: Type.MESSAGE, typeName: type } : { type: scalar }),
  };
}

/** A scalar as it is, a message with the package that it is in. */
function fullName(type: string, packageName: string): string {
  if (type in SCALARS) return type;
  return type.includes('.') ? `.${type}` : `.${packageName}.${type}`;
}
