// The page at /docs: Swagger UI over the document beside it, with a token to paste as the only way in.

export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Supplier API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="page"></div>
    <script src="docs/swagger-ui.js"></script>
    <script src="docs/page.js"></script>
  </body>
</html>
`;

/**
 * Only the pasted token is offered: who runs the page has one, and the token's issuer is a placeholder in the document. The
 * validator's badge would be fetched from outside.
 */
export const SCRIPT = `fetch('openapi.json')
  .then((answer) => answer.json())
  .then((spec) => {
    const { bearer = { type: 'http', scheme: 'bearer' } } = spec.components.securitySchemes;
    spec.components.securitySchemes = { bearer };
    spec.security = [{ bearer: [] }];
    for (const path of Object.values({ ...spec.paths, ...spec.webhooks }))
      for (const operation of Object.values(path)) delete operation.security;
    document.title = spec.info.title;
    window.ui = window.SwaggerUIBundle({
      spec,
      dom_id: '#page',
      deepLinking: true,
      displayRequestDuration: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      persistAuthorization: false,
      tryItOutEnabled: true,
      validatorUrl: null,
    });
  });
`;
