import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { operationsMethods } from '../../src/connect/operations-service.js';
import { googleDetails } from '../../src/connect/status-detail-types.js';
import { google } from './google-service.js';

const googleDir = dirname(createRequire(import.meta.url).resolve('google-proto-files/package.json'));
const root = new protobuf.Root();
root.resolvePath = (_, target) => join(googleDir, target);
root
  .loadSync(['google/longrunning/operations.proto', 'google/rpc/error_details.proto'], { keepCase: true })
  .resolveAll();

/** What google's files have under another name than the definitions here. */
const GOOGLE_NAMES: Readonly<Record<string, string>> = {
  'google.longrunning.AnyLike': 'google.protobuf.Any',
  'google.longrunning.StatusLike': 'google.rpc.Status',
  'google.longrunning.Status': 'google.rpc.Status',
  'google.longrunning.OperationLike': 'google.longrunning.Operation',
  'google.longrunning.PageLike': 'google.longrunning.ListOperationsResponse',
  'google.rpc.FieldViolation': 'google.rpc.BadRequest.FieldViolation',
};

/** The fields that nothing here asks for or reads. */
const LEFT_OUT = ['repeated string unreachable = 3', 'bool return_partial_success = 5'];

function googleName({ typeName }: DescMessage): string {
  return GOOGLE_NAMES[typeName] ?? typeName;
}

/** A field as a proto file has it. */
function fieldText(field: DescField): string {
  const name = field.name.replace(/_binary$/, '');
  const type = field.message ? googleName(field.message) : ScalarType[field.scalar ?? 0]?.toLowerCase();
  if (field.fieldKind === 'map') return `map<string, ${type}> ${name} = ${field.number}`;
  return `${field.fieldKind === 'list' ? 'repeated ' : ''}${type} ${name} = ${field.number}`;
}

function googleFieldText(field: protobuf.Field): string {
  const { resolvedType, name, id } = field.resolve();
  const type = resolvedType ? resolvedType.fullName.slice(1) : field.type;
  if (field instanceof protobuf.MapField) return `map<${field.keyType}, ${type}> ${name} = ${id}`;
  return `${field.repeated ? 'repeated ' : ''}${type} ${name} = ${id}`;
}

function googleFields(message: DescMessage): string[] {
  const fields = root.lookupType(googleName(message)).fieldsArray.map(googleFieldText);
  return fields.filter((text) => !LEFT_OUT.includes(text)).sort();
}

/** The message, and those of its fields, without the well-known ones of protobuf-es. */
function withFields(message: DescMessage): DescMessage[] {
  const parts = message.fields.flatMap((field) => field.message ?? []);
  return [message, ...parts.filter(({ typeName }) => !typeName.startsWith('google.protobuf.')).flatMap(withFields)];
}

const methods = Object.values(operationsMethods(0) as unknown as Record<string, DescMethod>);
const messages = new Set(methods.flatMap(({ input, output }) => [...withFields(input), ...withFields(output)]));
const binaryFields = ({ fields }: DescMessage) => fields.filter(({ number }) => number < 1_000);
const jsonFields = ({ fields }: DescMessage) =>
  fields.filter(({ number, message }) => number > 1_000 && message?.typeName === 'google.protobuf.Struct');

describe('the definitions of the Connect client', () => {
  it('have the methods of google.longrunning.Operations', () => {
    const service = root.lookupService('google.longrunning.Operations');
    expect(
      methods
        .map(({ parent, name, input, output }) => [parent.typeName, name, googleName(input), googleName(output)])
        .sort(),
    ).toEqual(
      service.methodsArray
        .map((method) => {
          method.resolve();
          const { name, resolvedRequestType, resolvedResponseType } = method;
          const types = [resolvedRequestType, resolvedResponseType].map((type) => type?.fullName.slice(1) ?? '');
          return ['google.longrunning.Operations', name, ...types];
        })
        .sort(),
    );
  });

  for (const message of [...messages].filter(({ typeName }) => !typeName.startsWith('google.protobuf.'))) {
    it(`${message.typeName} is ${googleName(message)} in binary`, () => {
      expect(binaryFields(message).map(fieldText).sort()).toEqual(googleFields(message));
    });
  }

  it('have in JSON, under the name of each packed field, its JSON as it is', () => {
    const packed = [...messages].flatMap(binaryFields).filter(({ name }) => name.endsWith('_binary'));
    const json = [...messages].flatMap(jsonFields);
    expect(packed.map((field) => [field.jsonName, field.number, field.fieldKind])).toEqual(
      json.map((field) => [`${field.jsonName}Binary`, field.number - 1_000, field.fieldKind]),
    );
  });

  for (const message of Array.from(googleDetails()).filter((type) => type.kind === 'message')) {
    it(`${message.typeName} is ${googleName(message)}`, () => {
      expect(message.fields.map(fieldText).sort()).toEqual(googleFields(message));
    });
  }

  for (const message of Array.from(google).filter((type) => type.kind === 'message')) {
    it(`of the specs: ${message.typeName} is ${googleName(message)}`, () => {
      expect(message.fields.map(fieldText).sort()).toEqual(googleFields(message));
    });
  }
});
