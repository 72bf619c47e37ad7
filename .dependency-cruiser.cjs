// Who may import whom: the architecture as rules.
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
});

/** A package only one file may know. */
const oneDoor = (name, modules, door) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: [door, '^src/simulators/'] },
  to: { path: modules },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^src/domain/'] },
      to: {},
    },
    {
      name: 'domain-knows-nothing',
      severity: 'error',
      comment: 'The domain may reach only the domain: no framework, no package, no Node module.',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    only('protocol-knows-no-party', '^src/protocol/', ['^src/protocol/', '^src/domain/outcome']),
    only('platform-stands-below', '^src/platform/', ['^src/platform/', '^src/protocol/transport']),
    only('store-stands-below-flows', '^src/store/', ['^src/store/', '^src/domain/', '^src/platform/']),
    {
      name: 'supplier-is-an-island',
      severity: 'error',
      comment: 'A supplier never imports another supplier, a flow, the store or the north.',
      from: { path: '^src/suppliers/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/suppliers/$1/', '^src/(domain|protocol|platform)/'] },
    },
    {
      name: 'supplier-front-door',
      severity: 'error',
      comment: 'From outside, a supplier is reached by its module file alone.',
      from: { path: '^src/', pathNot: '^src/suppliers/([^/]+)/' },
      to: { path: '^src/suppliers/[^/]+/', pathNot: '^src/suppliers/[^/]+/[^/]+\\.module\\.ts$' },
    },
    only('flows-see-ports', '^src/flows/', [
      '^src/(flows|domain|store|platform)/',
      '^src/protocol/back-off',
      '^src/suppliers/supplier\\.registry',
      '^src/fibre-cafe/kcis/',
    ]),
    {
      name: 'north-knows-no-supplier',
      severity: 'error',
      from: { path: '^src/fibre-cafe/' },
      to: { path: '^src/', pathNot: '^src/(fibre-cafe|domain|flows|platform|protocol)/' },
    },
    {
      name: 'kcis-know-no-flow',
      severity: 'error',
      from: { path: '^src/fibre-cafe/kcis/' },
      to: { path: '^src/flows/' },
    },
    only(
      'operations-stand-on-top',
      '^src/operations/',
      [
        '^src/(operations|flows|store|platform|domain)/',
        '^src/fibre-cafe/(redaction|requests/(api-answers|bearer-token|error\\.filter|fields|read-body|refusal|tenant\\.guard))',
        '^src/suppliers/supplier\\.registry',
        '^src/protocol/redaction',
      ],
      'What operators use stands on the flows and the store; nothing below knows it.',
    ),
    {
      name: 'simulators-are-independent',
      severity: 'error',
      comment: 'The far sides are written apart from the gateway, so that they cannot share its mistakes.',
      from: { path: '^src/simulators/' },
      to: { path: '^src/', pathNot: '^src/simulators/' },
    },
    {
      name: 'product-knows-no-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/simulators/', '^src/demo/'] },
      to: { path: '^src/(simulators|demo)/' },
    },
    oneDoor('xml2js-in-one-file', 'node_modules/xml2js', '^src/protocol/xml\\.ts$'),
    oneDoor('http-client-in-one-file', 'node_modules/(undici|axios)/', '^src/protocol/transport\\.ts$'),
    oneDoor('metrics-in-one-file', 'node_modules/prom-client', '^src/operations/metrics\\.ts$'),
    oneDoor('pg-in-the-store', 'node_modules/pg/', '^src/store/(database|embedded-postgres)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
