import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/**
 * Sends traces by OTLP (http/json) when a usual variable of OpenTelemetry says where to: OTEL_EXPORTER_OTLP_ENDPOINT or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. Headers, time limits, sampling, names and attributes are read from the other usual
 * ones; OTEL_SDK_DISABLED=true and OTEL_TRACES_EXPORTER=none switch it off. Nothing of it is loaded otherwise.
 *
 * @param role what the process is, where OTEL_SERVICE_NAME says nothing
 */
export async function startTelemetry(
  role: string,
  version: string,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const where = variables['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? variables['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = variables['OTEL_SDK_DISABLED'] === 'true' || variables['OTEL_TRACES_EXPORTER'] === 'none';
  if (!where || isOff) return;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': `facteur-${role}`, 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  tracing.end = () => provider.shutdown();
}

const tracing: { end?: () => Promise<void> } = {};

/** What has gathered is sent before the process ends. */
@Injectable()
export class TelemetryEnd implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    // A collector that is away keeps nobody from stopping.
    await tracing.end?.().catch(() => undefined);
    delete tracing.end;
  }
}
