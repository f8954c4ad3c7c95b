// Who may import whom. `allowed` is the whole list: whatever is not in it fails as `not-in-allowed`.
// docs/architecture.md has the picture.

const MODEL = '^src/core/model/';
const CLIENT = '^src/core/client/';
const POLLING = '^src/core/polling/';
const WATCHING = '^src/core/watching/';
const HANDLE = '^src/core/operation[.]ts$';
const CORE = '^src/core/';
const PROTOBUF = '^src/protobuf/';
const PROTO_JSON = '^src/protobuf/json/';
const OPERATORS = '^operators/';

/** @param {...string} names */
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|')})/`;
const RXJS = npm('rxjs');
const PROTO_LOADER = npm('@grpc/proto-loader', 'protobufjs');
const GRPC = npm('@grpc/grpc-js');
const BUFBUILD = npm('@bufbuild/protobuf');
const CONNECT = npm('@bufbuild/protobuf', '@connectrpc/connect');
const ANGULAR = npm('@angular/(core|common)');
const NODE = { dependencyTypes: ['core'] };

/** @param {string | string[]} from @param {...(string | object)} to */
const mayImport = (from, ...to) =>
  to.map((target) => ({
    from: { path: from },
    to: typeof target === 'string' ? { path: target } : target,
  }));

export default {
  forbidden: [
    // Types may refer to each other, as an error to the state that holds it.
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
    },
    {
      // An application that never calls does not load it.
      name: 'grpc-dynamically',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: npm('@grpc/.*'), dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'] },
    },
    {
      // Its packages are optional, and take time to load.
      name: 'http-dynamically',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/server/http/' },
      to: { path: '^src/server/http/', dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'] },
    },
    {
      // Whoever speaks binary alone does without @bufbuild/protobuf. What needs it anyway has it at once.
      name: 'proto-json-dynamically',
      severity: 'error',
      from: { path: '^src/', pathNot: [PROTO_JSON, '^src/connect/', '^src/server/http/'] },
      to: { path: PROTO_JSON, dependencyTypesNot: ['dynamic-import', 'type-only', 'type-import'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  allowedSeverity: 'error',
  allowed: [
    // core/model <- core/client <- core/polling <- core/operation.ts <- index.ts
    ...mayImport(MODEL, MODEL),
    ...mayImport(CLIENT, CLIENT, MODEL, RXJS),
    ...mayImport(POLLING, POLLING, CLIENT, MODEL, RXJS),
    ...mayImport(WATCHING, WATCHING, POLLING, CLIENT, MODEL, RXJS),
    ...mayImport(HANDLE, POLLING, CLIENT, MODEL, RXJS),
    ...mayImport('^src/index[.]ts$', CORE),
    ...mayImport(OPERATORS, OPERATORS, CORE, RXJS),
    // What the entries that speak protobuf share; no entry of its own.
    ...mayImport('^src/protobuf/(?!json/)', PROTOBUF, MODEL, PROTO_LOADER, NODE),
    // Messages in JSON: also for browsers, so no Node and no proto-loader.
    ...mayImport(PROTO_JSON, PROTO_JSON, '^src/protobuf/proto-[^/]+[.]ts$', MODEL, BUFBUILD),
    // For whatever shows operations to people, in a terminal or a page.
    ...mayImport('^src/text/', '^src/text/', '^src/core/model/progress[.]ts$'),
    // The transports never import one another.
    ...mayImport('^src/grpc/', '^src/grpc/', CLIENT, MODEL, PROTOBUF, RXJS, GRPC, PROTO_LOADER, NODE),
    ...mayImport('^src/rest/', '^src/rest/', CLIENT, MODEL, RXJS),
    ...mayImport('^src/connect/', '^src/connect/', PROTO_JSON, CLIENT, MODEL, RXJS, CONNECT),
    ...mayImport('^src/server/', '^src/server/', CLIENT, MODEL, PROTOBUF, RXJS, GRPC, PROTO_LOADER, NODE),
    // The other protocols of the port; loaded dynamically, as their packages are optional.
    ...mayImport('^src/server/http/', CONNECT, npm('@connectrpc/connect-node')),
    // For users' tests: the seam alone, so that whatever polls can be tested with it.
    ...mayImport('^src/testing/', '^src/testing/', CLIENT, MODEL, RXJS),
    ...mayImport('^src/angular/', '^src/angular/', CORE, OPERATORS, '^src/(rest|testing)/', RXJS, ANGULAR),
    // The command is an application: it stands on everything but Angular.
    ...mayImport(
      '^src/cli/',
      '^src/(?!angular/)',
      OPERATORS,
      RXJS,
      GRPC,
      npm('commander', 'cli-progress', 'open'),
      NODE,
    ),
  ],
  options: {
    // Types count too: an arrow of types alone is an arrow.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
