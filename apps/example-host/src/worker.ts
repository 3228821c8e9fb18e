import 'reflect-metadata';
import { runWorker } from '@facteur/facteur';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

/** Sends beside the server: the same application with SHOP_ROLE=worker, without its routes. */
async function main(): Promise<void> {
  await runWorker(await NestFactory.createApplicationContext(AppModule));
}

void main();
