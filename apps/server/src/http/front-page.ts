import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** `GET /`: for whoever opens the address in a browser, the console; without one, what is here and how to sign in. */
export function showFrontPage(
  app: NestFastifyApplication,
  { docsPage, console }: { docsPage: boolean; console?: string },
): void {
  const body = page(docsPage);
  app
    .getHttpAdapter()
    .getInstance()
    .get('/', (_request, reply) =>
      console
        ? reply.header('cache-control', 'no-store').redirect(console)
        : reply
            .header('content-type', 'text/html; charset=utf-8')
            .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
            .header('cache-control', 'no-store')
            .send(body),
    );
}

const page = (docsPage: boolean) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>Facteur</title>
<style>
  body { margin: 0; background: #f4f1ea; color: #23201b; font: 16px/1.55 system-ui, sans-serif; }
  main { max-width: 42rem; margin: 3rem auto; padding: 0 1.2rem; }
  h1 { color: #b8412f; }
  pre { background: #fff; padding: 1rem; overflow-x: auto; border-left: 4px solid #b8412f; }
  a { color: #8d2c1e; }
</style>
</head>
<body><main>
<h1>Facteur</h1>
<p>The mass-mail campaigns of a CRM. This server has an HTTP API; its console was not built (run <code>npm run build</code>).</p>
<h2>Signing in</h2>
<pre>curl -s -X POST /api/v1/auth/login \\
  -H 'content-type: application/json' \\
  -d '{"email": "admin@example.com", "password": "…"}'</pre>
<p>The first admin's address and password were said where the server was started: in the terminal, or in the file that
its log names. The answer's <code>accessToken</code> goes into each request as
<code>Authorization: Bearer …</code>; for programs, make an API key (<code>POST /api/v1/api-keys</code>). Forgotten?
<code>npm run reset-password</code> on the server's machine sets a new password.</p>
<h2>What is here</h2>
<ul>
${docsPage ? '<li><a href="/api/docs">/api/docs</a>: every call, to try out (paste the token under <b>Authorize</b>)</li>' : ''}
<li><a href="/api/openapi.json">/api/openapi.json</a>: the same for programs</li>
<li><a href="/health/ready">/health/ready</a>: whether the server is able to work</li>
</ul>
</main></body>
</html>
`;
