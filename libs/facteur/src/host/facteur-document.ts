import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { describingApi, withProblems } from '@facteur/platform';
import { OWN_MODULES } from '../own-modules.js';
import { VERSION } from '../version.js';

/**
 * The OpenAPI document of Facteur's API alone, as it is mounted in an application: for a page of its own beside the host's.
 *
 * ```ts
 * SwaggerModule.setup('marketing/docs', app, () => facteurDocument(app));
 * ```
 */
export function facteurDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Facteur')
    .setDescription('Mass-mail campaigns of a CRM')
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
  return describingApi(() =>
    withProblems(SwaggerModule.createDocument(app, config, { include: OWN_MODULES() })),
  );
}
