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
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^src/domain/', '^src/console/vite\\.config\\.ts$'],
      },
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
    only('runtime-stands-below', '^src/runtime/', ['^src/runtime/', '^src/protocol/http/']),
    only('store-knows-domain-and-runtime', '^src/store/', ['^src/(store|domain|runtime)/']),
    only('resilience-knows-no-work', '^src/resilience/', [
      '^src/(resilience|runtime)/',
      '^src/store/db/',
      '^src/protocol/iso-time',
    ]),
    {
      name: 'supplier-is-an-island',
      severity: 'error',
      comment: 'A supplier never imports another supplier, the engine, the store or a platform.',
      from: { path: '^src/suppliers/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/suppliers/$1/', '^src/(domain|protocol|runtime)/', '^src/resilience/(back-off|retry-after)'],
      },
    },
    {
      name: 'supplier-front-door',
      severity: 'error',
      comment: 'From outside, a supplier is reached by its module file alone.',
      from: { path: '^src/', pathNot: '^src/suppliers/([^/]+)/' },
      to: { path: '^src/suppliers/[^/]+/', pathNot: '^src/suppliers/[^/]+/[^/]+\\.module\\.ts$' },
    },
    only('engine-sees-ports', '^src/engine/', [
      '^src/(engine|domain|store|runtime|resilience)/',
      '^src/suppliers/supplier\\.registry',
      '^src/protocol/http/content-coding',
      '^src/platforms/platform\\.registry',
    ]),
    {
      name: 'platform-is-an-island',
      severity: 'error',
      comment: 'A platform never imports another platform, a supplier, the store or operations.',
      from: { path: '^src/platforms/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/platforms/$1/', '^src/(domain|engine|http-api|protocol|runtime|resilience)/'],
      },
    },
    {
      name: 'updates-know-no-engine',
      severity: 'error',
      comment: 'What is sent to a platform is written from the domain alone.',
      from: { path: '^src/platforms/[^/]+/updates/' },
      to: { path: '^src/engine/' },
    },
    only('http-api-knows-no-party', '^src/http-api/', [
      '^src/(http-api|domain|protocol|runtime)/',
      '^src/store/work-list/operator-acts',
    ]),
    only(
      'operations-stand-on-top',
      '^src/operations/',
      [
        '^src/(operations|engine|store|runtime|domain|http-api|resilience)/',
        '^src/platforms/platform\\.registry',
        '^src/suppliers/(supplier\\.registry|suppliers\\.module)',
        '^src/protocol/(redaction|mapping-table|mapping-trace|soap|xml/xml)',
      ],
      'What operators use stands on the engine and the store. Nothing below knows it.',
    ),
    {
      name: 'console-is-apart',
      severity: 'error',
      comment: 'The page runs in a browser: it knows the gateway by the document of the operations API alone.',
      from: { path: '^src/console/' },
      to: { path: '^src/', pathNot: '^src/console/' },
    },
    {
      name: 'nothing-knows-the-console',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/console/' },
      to: { path: '^src/console/' },
    },
    {
      name: 'product-knows-no-tool',
      severity: 'error',
      comment: 'Generators and checks import the product, never the reverse.',
      from: { path: '^src/', pathNot: '^src/tools/' },
      to: { path: '^src/tools/' },
    },
    {
      name: 'product-needs-no-dev-dependency',
      severity: 'error',
      comment: 'The image holds the production dependencies alone. A type is gone by the time the gateway runs.',
      from: { path: '^src/', pathNot: '^src/(simulators|demo|tools|console)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
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
    oneDoor('xml2js-in-one-file', 'node_modules/xml2js', '^src/protocol/xml/xml\\.ts$'),
    oneDoor('http-client-in-one-file', 'node_modules/(undici|axios)/', '^src/protocol/http/transport\\.ts$'),
    oneDoor('metrics-in-one-file', 'node_modules/prom-client', '^src/operations/metrics/metrics\\.ts$'),
    oneDoor('pg-in-the-store', 'node_modules/pg/', '^src/store/(db/(database|migrations)|embedded-postgres)'),
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
