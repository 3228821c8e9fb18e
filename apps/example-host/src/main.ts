import 'reflect-metadata';
import { createServer } from '@facteur/server';
import { HostModule } from './host.module.js';

const app = await createServer(
  HostModule.register({
    databaseUrl: 'sqlite:data/club.sqlite',
    secret: process.env.CLUB_SECRET ?? 'let me in',
  }),
);
await app.listen(Number(process.env.PORT ?? 3100), '127.0.0.1');
